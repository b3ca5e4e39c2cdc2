import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'yaml';
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
    ['three classes', 'at,age,kind\n2026-01-01,1,a\n2026-01-01,0,b\n2026-01-01,0,c\n', 'two distinct classes'],
    ['a text among the numbers', 'at,country,clicked\n2026-01-01,DE,1\n', 'got country (text); turn one into numbers'],
    ['only an id beside them', 'at,user_id,clicked\n2026-01-01,7,1\n', 'got user_id (an id); turn one into numbers'],
    [
      'a text further down',
      `at,age,x,clicked\n${'2026-01-01,1,2,1\n'.repeat(5_000)}2026-01-01,old,2,0\n`,
      '--features names those to train on',
    ],
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
      expect(stderr).toMatch(/`(clicked|kind)` is taken for the label|the label `clicked`/);
      expect(await readdir(folder)).not.toContain('rain.monitor.yaml');
    }
  );

  const taken = async (heading: string, row: string, ...flags: string[]): Promise<CliRun & { data: unknown }> => {
    const rows = `${row.replace('LABEL', '0')}\n${row.replace('LABEL', '1')}\n`.repeat(110);
    await writeFile(join(folder, 'rows.csv'), `${heading}\n${rows}`);
    const run = await init('--kind', 'csv', '--csv', 'rows.csv', '--yes', '--force', ...flags);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const written = parse(await readFile(join(folder, 'rain.monitor.yaml'), 'utf8')) as {
      retrain: { trainer: { options: { data: unknown } } };
    };
    return { ...run, data: written.retrain.trainer.options.data };
  };

  it.each(['label', 'Target', 'y'])('takes a column of the usual name %s for the label', async (name) => {
    const { data, stdout } = await taken(`at,${name},age`, '2026-01-01,LABEL,1');
    expect(data).toEqual({ csv: 'rows.csv', time: 'at', label: name });
    expect(stdout).toContain(
      `Taken from rows.csv (--time, --label and --features take others):\n  time      at\n  label     ${name}\n  inputs    age\n\n`
    );
  });

  it('leaves out ids, indexes and texts, and says so', async () => {
    const heading = ',date,user_id,plan,x1,label,storeId';
    const { data, stdout } = await taken(heading, '0,2026-01-01,17,gold,1.5,LABEL,4');
    expect(data).toEqual({ csv: 'rows.csv', time: 'date', label: 'label', features: ['x1'] });
    expect(stdout).toContain(
      '  inputs    x1\n  left out  (no name) (an index), user_id (an id), plan (text), storeId (an id)\n'
    );
  });

  it('trains on the columns that --features names', async () => {
    const row = '2026-01-01,17,1.5,2,LABEL';
    const { data } = await taken('at,user_id,x1,x2,clicked', row, '--features', 'x2, user_id');
    expect(data).toMatchObject({ features: ['x2', 'user_id'] });
    const wrong = await init('--kind', 'csv', '--csv', 'rows.csv', '--yes', '--features', 'x3');
    expect(wrong.stderr).toContain('beside time and label (user_id, x1, x2), got `x3`; did you mean `x');
  });

  it('tells of many columns in a line as those that fit', async () => {
    const names = Array.from({ length: 40 }, (_, at) => `feature_${at}`).join(',');
    const numbers = Array.from({ length: 40 }, (_, at) => at).join(',');
    const { stdout } = await taken(`at,id,${names},clicked`, `2026-01-01,9,${numbers},LABEL`);
    expect(stdout).toMatch(/^ {2}inputs {4}feature_0, feature_1, .* and 3\d more$/m);
    const lines = stdout.slice(stdout.indexOf('Taken'), stdout.indexOf('Until')).split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });
});
