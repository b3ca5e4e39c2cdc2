import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, type CliRun } from '../run-cli.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-init-rows-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const init = (...flags: string[]): Promise<CliRun> => runCli(['init', folder, ...flags]);

describe('init of a CSV', () => {
  it.each([
    ['at;age;clicked\n2026-01-01;1;0\n', 'a CSV with semicolons'],
    ['PAR1\u0015\u0004', 'a Parquet file; write it as CSV'],
    [gzipSync('at,age,clicked\n2026-01-01,1,0\n'), 'compressed by gzip; unpack it first'],
    ['[{"at":1}]', 'a JSON array'],
  ])('names the format of a file that is none: %j', async (content, named) => {
    await writeFile(join(folder, 'rows.csv'), content);
    const { code, stderr } = await init('--kind', 'csv', '--csv', 'rows.csv', '--yes');
    expect(code).toBe(2);
    expect(stderr).toContain(`Expected rows.csv to be a CSV with commas, got`);
    expect(stderr).toContain(named);
  });

  it('warns of a CSV with fewer rows than a retrain needs, with how many those are', async () => {
    await writeFile(join(folder, 'few.csv'), `at,age,clicked\r\n${'2026-01-01,1,0\r\n'.repeat(219)}\r\n`);
    const flags = ['--kind', 'csv', '--model', 'shop:churn', '--csv', 'few.csv', '--yes'];
    expect(await init(...flags)).toMatchObject({
      code: 0,
      stderr: `Every retrain fails with the rows of \`few.csv\` as they are: Expected at least 20 training rows besides the 200 held out, found 19 of the 219 in ${folder}/few.csv (200 held out); add rows, widen the data window, or hold out fewer (\`retrain.data.holdoutSamples\`).\n`,
    });
  });

  it('warns of rows of one class, which teach nothing, whether they are trained on or held out', async () => {
    const [none, both] = ['2026-01-01,1,0\n', '2026-01-01,1,0\n2026-01-01,2,1\n'];
    for (const [rows, which] of [
      [none.repeat(300), 'none of the 80 training rows is positive'],
      [both.repeat(100) + none.repeat(200), 'none of the 200 held-out rows is positive'],
    ] as const) {
      await writeFile(join(folder, 'one.csv'), `at,age,clicked\n${rows}`);
      const { code, stderr } = await init(
        '--kind',
        'csv',
        '--model',
        'shop:churn',
        '--csv',
        'one.csv',
        '--yes',
        '--force'
      );
      expect(code).toBe(0);
      expect(stderr).toContain(
        'Every retrain fails with the rows of `one.csv` as they are: Expected rows of both classes'
      );
      expect(stderr).toContain(which);
    }
  });

  it.each([
    ['numbers', 'at,clicked,price\n2026-01-01,1,84.46\n2026-01-01,0,23.65\n2026-01-01,0,7\n', 'two distinct classes'],
    ['three classes', 'at,age,kind\n2026-01-01,1,a\n2026-01-01,0,b\n2026-01-01,0,c\n', 'two distinct classes'],
    ['a text among the numbers', 'at,country,clicked\n2026-01-01,DE,1\n', 'a finite number in column `country`'],
    ['an empty cell', 'at,age,clicked\n2026-01-01,,1\n', 'got an empty cell'],
    ['two columns of one name', 'at,age,age,clicked\n2026-01-01,1,2,1\n', 'column names to differ'],
    ['nothing to learn from', 'at,clicked\n2026-01-01,1\n', 'but all are used for time, label and slice'],
  ])(
    'refuses rows of which every retrain would fail, naming what was taken for the label: %s',
    async (_, text, words) => {
      await writeFile(join(folder, 'odd.csv'), text);
      const { code, stderr } = await init('--kind', 'csv', '--csv', 'odd.csv', '--yes');
      expect(code).toBe(2);
      expect(stderr).toContain(words);
      expect(stderr).toContain('is taken for the label (--label names another)');
      expect(await readdir(folder)).not.toContain('rain.monitor.yaml');
    }
  );
});
