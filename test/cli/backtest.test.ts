import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteFile } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backtest } from '../../src/backtest/backtest.ts';
import { levels } from '../backtest/histories.ts';
import { runCli, type CliRun } from './run-cli.ts';

let folder: string;
let policy: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backtest-'));
  policy = await saved('policy.yaml', 'model: shop:ranker\nmetrics:\n  accuracy: { below: 0.9 }\ncooldown: 2h\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const saved = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

const time = (i: number): string => new Date(Date.UTC(2026, 0, 1) + i * 300_000).toISOString();
const csvOf = (values: readonly number[]): string =>
  ['time,region,accuracy', ...values.map((x, i) => `${time(i)},north,${x}`)].join('\n');

async function refusal(input: string, ...args: string[]): Promise<string> {
  const { code, stderr } = await runCli(['backtest', policy, ...args], { input });
  expect(code).toBe(2);
  return stderr.trim();
}

interface Document extends Pick<Backtest, 'retrains' | 'counts'> {
  [file: string]: unknown;
}

async function documentOf(input: string, ...args: string[]): Promise<Document> {
  const { code, stdout, stderr } = await runCli(['backtest', policy, '--json', ...args], { input });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Document;
}

describe('backtest', () => {
  it('prints the retrains with reasons, evidence, holds and cost', async () => {
    const history = await saved(
      'history.csv',
      csvOf([0.95, 0.8, ...Array<number>(20).fill(0.95), ...Array<number>(30).fill(0.7)])
    );
    const { code, stdout } = await runCli(['backtest', history, policy, '--retrain-takes', '30m', '--cost', '12.5']);
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "shop:ranker · 2026-01-01 00:00:00Z to 2026-01-01 04:15:00Z, 52 observations
      Simulated: every retrain takes 30m and is promoted, so that detectors start over
      on what follows; no retrain changes the history itself.

      #  when                  kind  outcome    held before
      1  2026-01-01 00:05:00Z  soft  promoted
      2  2026-01-01 02:05:00Z  soft  promoted   since 2026-01-01 01:50:00Z
      3  2026-01-01 04:05:00Z  soft  under way  since 2026-01-01 02:35:00Z

      1 2026-01-01 00:05:00Z
        accuracy 0.8000 below threshold 0.9000
        evidence: accuracy by limit, statistic 0.8, limit 0.9, n 1, until 2026-01-01
          00:05:00Z

      2 2026-01-01 02:05:00Z
        accuracy 0.7000 below threshold 0.9000
        evidence: accuracy by limit, statistic 0.7, limit 0.9, n 1, until 2026-01-01
          02:00:00Z
        held 2026-01-01 01:50:00Z by the cool-down until 2026-01-01 02:05:00Z

      3 2026-01-01 04:05:00Z
        accuracy 0.7000 below threshold 0.9000
        evidence: accuracy by limit, statistic 0.7, limit 0.9, n 1, until 2026-01-01
          04:00:00Z
        held 2026-01-01 02:35:00Z by the cool-down until 2026-01-01 04:05:00Z

      3 retrains (3 soft, 0 full), 1h30m of training, cost 37.5
      In 1 incident: 3 for accuracy, from 2026-01-01 00:05:00Z to 2026-01-01 04:05:00Z
        (#1 to #3).
      At the end: Retrain 3 (soft) is under way.
        METRIC    DETECTOR  LEVEL     NOW  FIRES AT  TO GO
        accuracy  limit     drift  0.7000  < 0.9000  beyond
      "
    `);
  });

  it('reads wide and long CSV and NDJSON alike, from files and standard input', async () => {
    const values = levels(5, 0.01, [0.95, 50], [0.85, 50]);
    const wide = await documentOf(csvOf(values));
    expect(wide.retrains.length).toBeGreaterThan(0);
    const long = ['time,metric,value', ...values.map((x, i) => `${time(i)},accuracy,${x}`)].join('\r\n');
    expect(await documentOf(long)).toEqual(wide);
    const ndjson = values.map((accuracy, i) => JSON.stringify({ time: time(i), accuracy })).join('\n');
    expect(await documentOf(ndjson)).toEqual(wide);
    const seconds = ['when,accuracy', ...values.map((x, i) => `${Date.parse(time(i)) / 1000},${x}`)].join('\n');
    expect(await documentOf(seconds, '--time', 'when', '--time-unit', 's')).toEqual(wide);
    const quoted = ['"time","accuracy"', ...values.map((x, i) => `"${time(i).replace('Z', '+00:00')}","${x}"`)].join(
      '\n'
    );
    expect(await documentOf(quoted)).toEqual(wide);
  });

  it('reads Parquet, wide and long, whatever it is compressed with, as it reads CSV', async () => {
    const values = levels(5, 0.01, [0.95, 50], [0.85, 50]);
    const wide = await documentOf(csvOf(values));
    const times = values.map((_, i) => new Date(time(i)));
    const accuracy = { name: 'accuracy', data: [...values, null], type: 'DOUBLE' as const, nullable: true };
    const file = join(folder, 'history.parquet');
    // What was not measured counts for nothing.
    const when = [...times, new Date(time(values.length))];
    for (const [codec, compressors] of [
      ['SNAPPY', {}],
      ['GZIP', { GZIP: (input: Uint8Array) => new Uint8Array(gzipSync(input)) }],
    ] as const) {
      parquetWriteFile({
        filename: file,
        codec,
        compressors,
        columnData: [
          { name: 'ts', data: when, type: 'TIMESTAMP' },
          { name: 'region', data: when.map(() => 'north'), type: 'STRING' },
          accuracy,
        ],
      });
      const { code, stdout } = await runCli(['backtest', policy, file, '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toEqual(wide);
    }
    parquetWriteFile({
      filename: file,
      columnData: [
        { name: 'when', data: times.map((at) => BigInt(at.getTime() / 1_000)), type: 'INT64' },
        { name: 'metric', data: times.map(() => 'accuracy'), type: 'STRING' },
        { name: 'value', data: values, type: 'DOUBLE' },
      ],
    });
    const long = await runCli(['backtest', policy, file, '--json', '--time', 'when', '--time-unit', 's']);
    expect(JSON.parse(long.stdout)).toEqual(wide);
    await writeFile(file, 'time,accuracy\n2026-01-01,0.9\n');
    expect(await refusal('', file)).toContain('Expected to read a history from the Parquet file');
    expect(await refusal('', '--format', 'parquet')).toContain('Expected a Parquet history to be a file, got standard');
  });

  it('keeps segments apart', async () => {
    const rows = [
      'time,segment,metric,value',
      ...[0, 1, 2].flatMap((i) => [
        `${time(i)},north,accuracy,0.95`,
        `${time(i)},south,accuracy,${i === 2 ? 0.8 : 0.95}`,
      ]),
    ];
    const { retrains } = await documentOf(rows.join('\n'));
    expect(retrains).toMatchObject([
      { reasons: [{ segment: 'south', text: 'accuracy 0.8000 below threshold 0.9000 in segment south' }] },
    ]);
  });

  it('gives the reasons of an incident once, and a line for each retrain of it', async () => {
    const values = Array.from({ length: 200 }, (_, i) => (i < 20 ? 0.95 : 0.8));
    const { stdout } = await runCli(['backtest', policy], { input: csvOf(values) });
    const lines = stdout.split('\n');
    expect(lines.filter((line) => /^ *\d+  2026/.test(line)).length).toBeGreaterThan(2);
    expect(lines.filter((line) => line.includes('accuracy 0.8000 below threshold'))).toHaveLength(1);
    expect(stdout).toContain('The others go on with an incident above (--all gives their reasons too)');
    const all = await runCli(['backtest', policy, '--all'], { input: csvOf(values) });
    const reasons = all.stdout.split('\n').filter((line) => line.includes('accuracy 0.8000 below threshold'));
    expect(reasons.length).toBeGreaterThan(2);
  });

  it('compares two policies side by side', async () => {
    const other = await saved('other.yaml', 'model: shop:ranker\nmetrics:\n  accuracy: { below: 0.75 }\n');
    const input = csvOf([0.95, 0.8, ...Array<number>(20).fill(0.95), 0.7]);
    const compared = await documentOf(input, '--compare', other);
    expect(Object.values(compared).map((one) => (one as Document).retrains.length)).toEqual([1, 1]);
    const { stdout, stderr } = await runCli(['backtest', policy, '--compare', other], { input });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/00:05:00Z {2}1 soft, promoted/);
    expect(stdout).toMatch(/01:50:00Z {20,}1 soft, under way/);
    // Reasons stand below, where they have room.
    expect(stdout).toContain('policy.yaml 1 2026-01-01 00:05:00Z\n  accuracy 0.8000 below threshold 0.9000\n');
    expect(stdout).toContain('other.yaml 1 2026-01-01 01:50:00Z\n  accuracy 0.7000 below threshold 0.7500\n');
    expect(stdout).toContain('1 retrain (1 soft, 0 full), 1h of training, held 1 time, expired 0 times');
  });

  it('warns where two policies are compared that are of different models, or read different metrics', async () => {
    const other = await saved('fraud.yaml', 'model: shop:fraud\nmetrics:\n  f1: { below: 0.75 }\n');
    const { code, stderr } = await runCli(['backtest', policy, '--compare', other], { input: csvOf([0.95]) });
    expect(code).toBe(0);
    expect(stderr).toContain('the two policies are of different models, shop:ranker and shop:fraud');
    expect(stderr).toContain('the history has no values of f1: it counts as never reported');
  });

  it('writes a page that loads nothing from elsewhere and shows names literally', async () => {
    const target = join(folder, 'page.html');
    const input = csvOf([0.95, 0.8, ...Array<number>(20).fill(0.95)]);
    const rows = input.replace('time,region', 'time,segment').replaceAll(',north,', ',<b>&,');
    const { code } = await runCli(['backtest', policy, '--html', target], { input: rows });
    expect(code).toBe(0);
    const page = await readFile(target, 'utf8');
    expect(page).toContain('<!doctype html>');
    expect(page).toContain('accuracy 0.8000 below threshold 0.9000 in segment &#60;b&#62;&#38;');
    expect(page).not.toMatch(/(?:src|href)=/);
    const data = /id="story">(.*?)<\/script>/.exec(page)?.[1] ?? '';
    const { plots } = JSON.parse(data) as { plots: { at: number[]; marks: { retrains: unknown[] }[] }[] };
    expect(plots).toHaveLength(1);
    expect(plots[0]!.at).toHaveLength(22);
    expect(plots[0]!.marks[0]!.retrains).toHaveLength(1);
  });

  it('shows no progress bar where there is no terminal', async () => {
    const { stderr } = await runCli(['backtest', policy], { input: csvOf([0.95]) });
    expect(stderr).toBe('');
  });

  it('goes on over lines and values that it cannot use, and says so', async () => {
    const input =
      'time,accuracy\nyesterday,0.9\n2026-01-01,NaN\n2026-01-02,0.95,7\n2026-01-03,1e308\n2026-01-04,0.95\n2026-01-03,0.94\n2026-01-05,\n';
    const { code, stdout, stderr } = await runCli(['backtest', policy, '--json'], { input });
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as Document).counts).toMatchObject({ observations: 2, invalid: 2, outOfOrder: 1 });
    expect(stderr).toContain('2 of 7 lines could not be used: line 2: Expected the time to be a time such as');
    expect(stderr).toContain('1 observation is older than the row above');
  });

  it('warns loudly where most of the input could not be used', async () => {
    const input = `time,accuracy\n2026-01-01,0.95\n${'a,b\n'.repeat(8)}`;
    const { code, stderr } = await runCli(['backtest', policy], { input });
    expect(code).toBe(0);
    expect(stderr).toContain('warning: 8 of 9 lines could not be used: line 3: Expected the time to be');
    expect(stderr).toContain('; and 5 more. Most of the input is lost: check it first');
  });

  it('refuses what it cannot use, with the next step', async () => {
    expect(await refusal('time,accuracy\n2026-01-01,NaN\n2026-01-02,-1e308\n')).toMatchInlineSnapshot(
      `"error: Expected a history with values of \`accuracy\`, got 2 values, none of them a measurement (all NaN, infinite, or beyond ±1e100); check the program that wrote them"`
    );
    expect(await refusal('')).toMatchInlineSnapshot(
      `"error: Expected a history with values of \`accuracy\`, got none: the input is empty; name a file, or pipe the history in"`
    );
    expect(await refusal('time,accuracy\n')).toMatchInlineSnapshot(
      `"error: Expected a history with values of \`accuracy\`, got none: the input has only its heading, \`time,accuracy\`; check the program that wrote it"`
    );
    expect(await refusal('when,accuracy\n1,1\n')).toMatchInlineSnapshot(
      `"error: Expected the history to have a column with times, such as \`time\`, got the heading \`when,accuracy\`; name it with --time"`
    );
    expect(await refusal('at|accuracy\n1|1\n')).toContain('got a CSV with vertical bars; save it with commas');
    expect(await refusal('at accuracy\n1 1\n')).toContain('got a text with spaces; save it with commas');
    expect(await refusal('time,f1\n1,1\n')).toMatchInlineSnapshot(
      `"error: Expected the history to have a column of a metric of the policy (\`accuracy\`), or the columns \`metric\` and \`value\`, got the heading \`time,f1\`"`
    );
    expect(await refusal('time,accuracy\n2026-01-01,good\n')).toMatchInlineSnapshot(
      `"error: Expected a history with values of \`accuracy\`, got none; line 2: Expected \`accuracy\` to be a finite number, got \`good\`"`
    );
    expect(await refusal('time,accuracy\n2026-01-01,1\n', '--retrain-takes', 'long')).toMatchInlineSnapshot(
      `"error: Expected \`--retrain-takes\` to be a duration above 0, up to 36500d, such as \`90s\`, \`30m\`, \`24h\` or \`7d\`, got \`long\`"`
    );
    expect(await refusal('time,accuracy\n2026-01-01,1\n', '--cost', '-1')).toMatchInlineSnapshot(
      `"error: Expected \`--cost\` to be a number from 0, got \`-1\`"`
    );
    expect(await refusal('time,accuracy\n1772323200,0.9\n')).toMatchInlineSnapshot(
      `"error: Expected a history with values of \`accuracy\`, got none; line 2: Time 1772323200 reads as 1970-01-21 12:18:43Z: is it in seconds? then say so: --time-unit s (or ms, if it is right); that makes it 2026-03-01 00:00:00Z"`
    );
    expect(await refusal('time,accuracy,accuracy\n2026-01-01,0.9,0.4\n')).toMatchInlineSnapshot(
      `"error: Expected the columns of the history to differ, got \`accuracy\` twice; rename one"`
    );
    expect(await refusal('time;accuracy\n2026-01-01;0,9\n')).toMatchInlineSnapshot(
      `"error: Expected the history to be CSV, NDJSON or Parquet, got a CSV with semicolons; save it with commas, and with decimal points"`
    );
    expect(await refusal('[{"time":"2026-01-01","accuracy":0.9}]')).toContain(
      'got a JSON array; write one object a line'
    );
    expect(await refusal('\u001B[31mred,accuracy\n1,2\n')).toContain('`\\x1b[31mred,accuracy`');
    const none = await runCli(['backtest'], { input: 'time,accuracy\n2026-01-01,1\n' });
    expect(none.stderr.trim()).toMatchInlineSnapshot(
      `"error: Expected a monitor file (.yaml, .json, .ts), got none; it says when to retrain"`
    );
  });

  it('says which metrics of the policy the history lacks', async () => {
    const two = await saved(
      'two.yaml',
      'model: shop:ranker\nmetrics:\n  accuracy: { below: 0.9 }\n  f1: { below: 0.8 }\n'
    );
    const run: CliRun = await runCli(['backtest', two], { input: 'time,accuracy\n2026-01-01,0.95\n' });
    expect(run.code).toBe(0);
    expect(run.stderr).toContain('the history has no values of f1');
  });
});
