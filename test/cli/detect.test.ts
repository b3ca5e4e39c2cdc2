import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectors } from '../../src/detectors/index.ts';
import { indices, readGolden, readStream } from '../detectors/golden.ts';
import { runCli } from './run-cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'detect-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Found {
  index: number;
  level: string;
  statistic: number | null;
  warning?: boolean;
}

async function detect(values: readonly (number | string)[], ...args: string[]): Promise<Found[]> {
  const { code, stdout, stderr } = await runCli(['detect', ...args], { input: values.join('\n') });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Found);
}

async function refusal(input: string, ...args: string[]): Promise<string> {
  const { code, stderr } = await runCli(['detect', ...args], { input });
  expect(code).toBe(2);
  return stderr.trim();
}

const saved = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

describe('detect', () => {
  it('prints a line for each drift and warning of a reference stream, both at once where both flags are set', async () => {
    const { cases, params } = readGolden('eddm__default');
    const one = cases.find(({ stream }) => stream === 'bits_weather_static_late')!;
    const found = await detect(readStream(one.stream), '--detector', 'eddm', '--params', JSON.stringify(params));
    const drifts = found.filter(({ level }) => level === 'drift');
    expect(drifts.map(({ index }) => index)).toEqual(indices(one.detections, one.detections_ranges));
    const warned = found.filter(({ level, warning }) => level === 'warning' || warning);
    expect(warned.map(({ index }) => index)).toEqual(indices(one.warnings, one.warnings_ranges));
    expect(drifts.some(({ warning }) => warning)).toBe(true);
  });

  it('understands options in snake_case and camelCase, and prints every index when asked to', async () => {
    const stream = [...Array<number>(40).fill(0), ...Array<number>(40).fill(1)];
    const snake = await detect(stream, '--detector', 'page-hinkley', '--params', '{"min_instances":5,"lambda":3}');
    const camel = await detect(
      stream,
      '--detector',
      'page-hinkley',
      '--params',
      '{"minInstances":5,"threshold":3}',
      '--all'
    );
    expect(camel).toHaveLength(80);
    expect(camel.filter(({ level }) => level === 'drift')).toEqual(snake);
    expect(snake[0]?.index).toBeGreaterThan(40);
  });

  it('reads a column of a CSV, quoted or not, and passes over cells that are empty', async () => {
    const file = await saved('scores.csv', 'at,"score, raw"\n1,0.5\n2,"0.9"\n3,\n4,0.1\n');
    const args = ['--column', 'score, raw', '--detector', 'limit', '--params', '{"below":0.4}', '--all'];
    const { stdout } = await runCli(['detect', file, ...args]);
    expect(stdout).toBe(
      '{"index":0,"level":"stable","statistic":0.5}\n{"index":1,"level":"stable","statistic":0.9}\n{"index":2,"level":"drift","statistic":0.1}\n'
    );
  });

  it('says how many values were not measured, as an index is not that of the line then', async () => {
    const args = ['detect', '--detector', 'limit', '--params', '{"above":10}'];
    const { code, stdout, stderr } = await runCli(args, { input: '1\nNA\nnull\n\n16\n' });
    expect(code).toBe(0);
    expect(stdout).toContain('"index":1');
    expect(stderr).toContain('passes over 2 values that were not measured: an index counts the others');
    const hex = await runCli(args, { input: '1\n0x10\n' });
    expect(hex.code).toBe(2);
    expect(hex.stderr).toContain('got `0x10` in line 2');
  });

  it('takes the only column with numbers of a CSV, and says so', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `2026-01-01T00:${String(i).padStart(2, '0')}:00Z,${i < 40 ? 1 : 9},a`
    );
    const args = ['detect', '--detector', 'limit', '--params', '{"above":5}'];
    const { code, stdout, stderr } = await runCli(args, { input: ['time,accuracy,host', ...rows].join('\n') });
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toContain('"index":40');
    expect(stderr).toContain('reads the column `accuracy`, the only one with numbers');
    const two = await runCli(['detect'], { input: 'time,a,b\n1,2,3\n' });
    expect(two.code).toBe(2);
    expect(two.stderr).toContain(
      'Expected one column of numbers, got the heading `time,a,b` with 2 of them; name it with'
    );
  });

  it('finds a shift of two deviations in a metric by default, soon and without options', async () => {
    const noise = (i: number): number => 0.01 * Math.sin(i * i);
    const stream = Array.from({ length: 400 }, (_, i) => (i < 250 ? 0.93 : 0.9) + noise(i));
    const [first] = await detect(stream, '--detector', 'default');
    expect(first).toMatchObject({ level: 'drift' });
    expect(first!.index).toBeGreaterThanOrEqual(250);
    expect(first!.index).toBeLessThan(280);
  });

  it('finds a rising error rate by default in error bits', async () => {
    const stream = Array.from({ length: 1_200 }, (_, i) => Number(i % (i < 600 ? 10 : 3) === 0));
    const found = await detect(stream, '--detector', 'default', '--input', 'error-bit');
    expect(found[0]!.index).toBeGreaterThan(600);
    expect(found[0]!.index).toBeLessThan(800);
  });

  it.each([...detectors.keys()].filter((name) => !['limit', 'ewma-limit', 'patience', 'window-decay'].includes(name)))(
    'takes one value, a constant and numbers at the end of the range with %s',
    async (name) => {
      const isBit = detectors.get(name)!.input !== 'metric';
      const extremes = isBit ? [0, 1, 5e-324, 1] : [1e308, -1e308, 1e308, 5e-324, -1e308];
      for (const stream of [[1], Array<number>(300).fill(0.5), [...Array<number>(120).fill(1), ...extremes]])
        for (const { statistic } of await detect(stream, '--detector', name, '--all'))
          expect(statistic === null || Number.isFinite(statistic)).toBe(true);
    }
  );

  it('says so when a detector of bits gets something else', async () => {
    const { code, stderr } = await runCli(['detect', '--detector', 'fhddm'], { input: '0\n1\n7\n' });
    expect(code).toBe(0);
    expect(stderr).toContain('1 of 3 values are outside 0 to 1');
  });

  it('refuses what it cannot use, by line and with the next step', async () => {
    expect(await refusal('', '--detector', 'adwin')).toMatchInlineSnapshot(
      `"error: Expected at least one number, got an empty input"`
    );
    expect(await refusal('1\nNaN\n', '--detector', 'adwin')).toMatchInlineSnapshot(
      `"error: Expected a finite number, got \`NaN\` in line 2; leave out what was not measured"`
    );
    expect(await refusal('accuracy\n1\n', '--detector', 'adwin')).toMatchInlineSnapshot(
      `"error: Expected a finite number, got \`accuracy\` in line 1; --column names the column of a CSV with a heading"`
    );
    expect(await refusal('1\n1e999\n', '--detector', 'adwin')).toMatchInlineSnapshot(
      `"error: Expected a finite number, got \`1e999\` in line 2; leave out what was not measured"`
    );
    expect(await refusal('1\n', '--detector', 'adwni')).toMatchInlineSnapshot(
      `"error: Expected --detector to be the name of a detector, got \`adwni\`; did you mean \`adwin\`?"`
    );
    expect(await refusal('1\n', '--detector', 'adwin', '--params', '{"detla":1}')).toMatchInlineSnapshot(
      `"error: Expected an option of \`adwin\`, got \`detla\`: did you mean \`delta\`?"`
    );
    expect(await refusal('1\n', '--detector', 'adwin', '--params', '[1]')).toMatchInlineSnapshot(
      `"error: Expected --params to be a JSON object such as \`{"delta":0.002}\`, got \`[1]\`"`
    );
    expect(await refusal('a,b\n1,2\n', '--detector', 'adwin', '--column', 'c')).toMatchInlineSnapshot(
      `"error: Expected the CSV to have a column \`c\`, got the heading \`a,b\`"`
    );
    expect(await refusal('1\n', '--detector', 'ks')).toMatchInlineSnapshot(
      `"error: Expected --reference with \`ks\`, got none; it compares two samples, so name the file of the other one"`
    );
  });
});

describe('detect --reference', () => {
  const reference = Array.from({ length: 200 }, (_, i) => Math.sin(i)).join('\n');

  it.each(['ks', 'psi', 'kl', 'js', 'wasserstein', 'chi-square'])('compares two samples by %s', async (name) => {
    const file = await saved('reference.txt', reference);
    const shifted = Array.from({ length: 200 }, (_, i) => Math.sin(i) + 1.5);
    const params = name === 'chi-square' ? '{"binning":"quantiles"}' : '{}';
    const args = ['--detector', name, '--params', params, '--reference', file];
    const [same] = await detect(reference.split('\n'), ...args);
    const [other] = await detect(shifted, ...args);
    expect(same).toMatchObject({ level: 'stable', n: 200, m: 200 });
    expect(other).toMatchObject({ level: 'drift', n: 200, m: 200 });
    expect(other!.statistic).toBeGreaterThan(same!.statistic!);
  });

  it('compares window by window, and says what is left over', async () => {
    const file = await saved('reference.txt', reference);
    const values = Array.from({ length: 130 }, (_, i) => Math.sin(i) + (i >= 60 ? 2 : 0));
    const { stdout, stderr } = await runCli(['detect', '--detector', 'ks', '--reference', file, '--window', '60'], {
      input: values.join('\n'),
    });
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Found);
    expect(lines.map(({ index, level }) => [index, level])).toEqual([
      [59, 'stable'],
      [119, 'drift'],
    ]);
    expect(stderr).toContain('the last 10 values');
  });

  it('compares categories, one that the reference has never shown included', async () => {
    const file = await saved(
      'colours.txt',
      [...Array<string>(90).fill('red'), ...Array<string>(90).fill('blue')].join('\n')
    );
    const [found] = await detect(
      [...Array<string>(50).fill('red'), ...Array<string>(40).fill('green')],
      '--detector',
      'chi-square',
      '--reference',
      file
    );
    expect(found).toMatchObject({ level: 'drift', n: 180, m: 90 });
  });

  it('refuses labels for tests of numbers, an empty reference, and a detector of streams', async () => {
    const file = await saved('colours.txt', 'red\nblue\n');
    const empty = await saved('empty.txt', '\n');
    expect(await refusal('1\n', '--detector', 'ks', '--reference', file)).toContain('got `red` in line 1');
    expect(await refusal('1\n', '--detector', 'ks', '--reference', empty)).toContain('got an empty input');
    expect(await refusal('1\n', '--detector', 'adwin', '--reference', file)).toContain('leave out --reference');
    expect(await refusal('1\n', '--detector', 'ks', '--reference', join(folder, 'none'))).toContain('no such file');
  });

  it.each([
    ['too few values', '1\n2\n3\n', '1\n2\n4\n', 'too few values (3 and 3) for alpha 0.001'],
    ['one value alone', '7\n'.repeat(50), '7\n'.repeat(50), 'all values of both samples are the same'],
  ])('does not say "no drift" of %s, but why it cannot say', async (_, reference, current, why) => {
    const file = await saved('little.txt', reference);
    for (const name of ['ks', 'wasserstein', 'chi-square', 'psi', 'js', 'kl']) {
      const { code, stdout, stderr } = await runCli(['detect', '--detector', name, '--reference', file], {
        input: current,
      });
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ level: 'warming-up', because: expect.stringContaining(why) });
      expect(stderr).toContain(`no verdict on 1 of 1 comparison: ${why}`);
    }
  });

  it('names a JSON array and a packed file for what they are', async () => {
    expect(await refusal('[0.9,0.8]', '--detector', 'adwin')).toContain('a JSON array');
    expect(await refusal('a;b\n1;2\n', '--detector', 'adwin', '--column', 'b')).toContain('a CSV with semicolons');
  });

  it.each(['psi', 'chi-square'])(
    'does not call packed bytes and semicolons the labels that %s compares',
    async (name) => {
      const colours = await saved('labels.txt', 'red\nblue\n'.repeat(60));
      const pack = join(folder, 'labels.gz');
      await writeFile(pack, gzipSync('red\nblue\n'.repeat(60)));
      const compared = (...args: string[]) => refusal('red\nblue\n'.repeat(60), '--detector', name, ...args);
      expect(await compared(pack, '--reference', colours)).toContain('compressed by gzip');
      expect(await compared('--reference', pack)).toContain('compressed by gzip');
      const split = await saved('labels.csv', 'red;1\nblue;2\n'.repeat(60));
      expect(await compared(split, '--reference', split)).toContain('a CSV with semicolons');
    }
  );

  it.each(['psi', 'chi-square'])(
    'does not call rows of NDJSON or of commas the labels that %s compares',
    async (name) => {
      const objects = await saved('labels.ndjson', '{"colour":"red","n":1}\n{"colour":"blue","n":2}\n'.repeat(60));
      const compared = (...args: string[]) => refusal('red\nblue\n'.repeat(60), '--detector', name, ...args);
      const named = 'got NDJSON; write one value a line: `jq -r .colour FILE`';
      expect(await compared(objects, '--reference', objects)).toContain(named);
      expect(await compared('--reference', objects)).toContain(named);
      expect(await compared(objects, '--reference', objects, '--column', 'colour')).toContain(named);
      for (const rows of ['colour,n\nred,1\n', 'red, 1\nblue, 2\n', '"red","a"\n', '0,5\n0,7\n']) {
        const split = await saved('rows.csv', rows.repeat(60));
        const message = await compared(split, '--reference', split);
        expect(message).toContain('got rows with commas; name the column of a CSV with --column, or put a label that');
        expect(await compared('--reference', split)).toContain('got rows with commas');
      }
    }
  );

  it.each(['New York, NY', '"Smith,John"', '[0, 10)', '{a, b}', '{}'])('takes %s for a label', async (label) => {
    const lines = [...Array<string>(60).fill(label), ...Array<string>(60).fill('other')];
    const file = await saved('comma.txt', lines.join('\n'));
    const [found] = await detect(lines, '--detector', 'chi-square', '--reference', file);
    expect(found).toMatchObject({ level: 'stable', n: 120, m: 120 });
  });

  it('names NDJSON where it looks for numbers', async () => {
    expect(await refusal('{"accuracy":0.9}\n', '--detector', 'adwin')).toContain(
      'Expected one number a line, or a CSV and --column, got NDJSON; write one value a line: `jq -r .accuracy FILE`'
    );
  });
});
