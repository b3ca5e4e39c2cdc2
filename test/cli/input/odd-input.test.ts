import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oddValue } from '../../../src/terms/metric-kinds.ts';
import { runCli, type CliRun } from '../run-cli.ts';

let folder: string;
let policy: string;
const saved = async (name: string, content: string | Uint8Array): Promise<string> => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odd-input-'));
  policy = await saved('policy.yaml', 'model: shop:ranker\nmetrics:\n  accuracy: { below: 0.9 }\ncooldown: 2h\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const backtest = (...args: string[]): Promise<CliRun> => runCli(['backtest', policy, ...args]);
const seconds = Date.UTC(2026, 2, 1) / 1_000;

describe('times of a history', () => {
  it.each([
    ['s', seconds],
    ['us', seconds * 1e6],
    ['ns', seconds * 1e9],
  ])('in %s are refused with the unit to say, and taken when it is said', async (unit, at) => {
    const file = await saved(`${unit}.csv`, `time,accuracy\n${at},0.95\n${at},0.96\n`);
    const refused = await backtest(file);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`--time-unit ${unit}`);
    const taken = await backtest(file, '--time-unit', unit);
    expect(taken).toMatchObject({ code: 0, stderr: '' });
    expect(taken.stdout).toContain('2026-03-01 00:00:00Z');
  });

  it.each([
    ['s', '1767571200000', 'milliseconds? then say --time-unit ms'],
    ['ms', '1767571200000000', 'microseconds? then say --time-unit us'],
    ['us', '1767571200000', 'milliseconds? then say --time-unit ms'],
    ['ns', '1767571200000000', 'microseconds? then say --time-unit us'],
    ['us', '1767571200', 'seconds? then say --time-unit s'],
    ['s', '20458', 'days? then say --time-unit day'],
  ])('are doubted in the unit %s, which was said of %s', async (unit, time, said) => {
    const file = await saved(`said-${unit}-${time}.csv`, `at,accuracy\n${time},0.95\n`);
    const { stderr } = await backtest(file, '--time-unit', unit);
    expect(stderr).toContain(`with --time-unit ${unit}: is it in ${said}; 1 such of 1 observation`);
  });

  it('that read as a date are named as that date', async () => {
    const { code, stderr } = await backtest(await saved('dates.csv', 'day,accuracy\n20260301,0.9\n20260302,0.9\n'));
    expect(code).toBe(2);
    expect(stderr).toContain('is it the date 2026-03-01?');
  });

  it('that lie ahead of the clock are told', async () => {
    const { code, stderr } = await backtest(
      await saved('ahead.csv', 'time,accuracy\n2026-01-01,0.9\n2999-01-01,0.9\n')
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Time \d+ reads as 2999-01-01 00:00.* ahead of the clock.*; 1 such of 2 observations/);
  });
});

describe('shares in per cent', () => {
  const text = 'time,accuracy\n2026-01-01,93\n2026-01-02,0.94\n2026-01-03,92\n';

  it('are told by backtest and detect, as `explain` tells them', async () => {
    const said = `${oddValue('accuracy', 93)}; 2 such of 3`;
    expect((await backtest(await saved('per-cent.csv', text))).stderr).toContain(said);
    const detected = await runCli(['detect', '--detector', 'adwin', '--column', 'accuracy'], { input: text });
    expect(detected.stderr).toContain(said);
  });

  it('are not written as a limit that `validate` refuses', async () => {
    const rows = Array.from({ length: 1_500 }, (_, i) => `${1_767_225_600_000 + i * 300_000},${93 + Math.sin(i * i)}`);
    const history = await saved('per-cent-long.csv', ['time,accuracy', ...rows].join('\n'));
    const target = join(folder, 'calibrated.yaml');
    const args = ['--false-retrains', '1', '--per', '2d', '--write', target];
    const { code, stderr } = await runCli(['calibrate', policy, history, ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain('Expected `metrics.accuracy.below` to be at most 1');
    expect(stderr).toContain('Nothing was written');
    expect(await readdir(folder)).not.toContain('calibrated.yaml');
  });
});

describe('a history with the ending of JSON', () => {
  const refusal = async (name: string, content: string | Uint8Array): Promise<string> => {
    const { code, stderr } = await backtest(await saved(name, content));
    expect(code).toBe(2);
    return stderr;
  };

  it('is read when it holds an object a line', async () => {
    const file = await saved(
      'rows.json',
      '{"time":"2026-01-01","accuracy":0.95}\n{"time":"2026-01-02","accuracy":0.95}\n'
    );
    expect(await backtest(file)).toMatchObject({ code: 0, stderr: '' });
  });

  it('is named for what else it holds, with the way out', async () => {
    const array = [{ time: '2026-01-01', accuracy: 0.9 }];
    const prometheus = {
      status: 'success',
      data: { resultType: 'matrix', result: [{ metric: {}, values: [[seconds, '0.9']] }] },
    };
    expect(await refusal('array.json', JSON.stringify(array))).toContain('a JSON array; write one object a line');
    expect(await refusal('pretty-array.json', JSON.stringify(array, null, 2))).toContain('a JSON array');
    expect(await refusal('prometheus.json', JSON.stringify(prometheus))).toContain('an answer of the Prometheus API');
    expect(await refusal('pretty.json', JSON.stringify(prometheus, null, 2))).toContain('jq -c . FILE');
    expect(await refusal('packed.json', gzipSync('time,accuracy\n'))).toContain('compressed by gzip');
    expect(await refusal('packed.csv.gz', gzipSync('time,accuracy\n'))).toContain('compressed by gzip');
  });

  it('is a monitor file when it names a model', async () => {
    const json = await saved('monitor.json', '{"model":"shop:ranker","metrics":{"accuracy":{"below":0.9}}}');
    const history = await saved('plain.csv', 'time,accuracy\n2026-01-01,0.95\n');
    expect(await runCli(['backtest', json, history])).toMatchObject({ code: 0, stderr: '' });
    expect((await backtest(json)).stderr).toContain('Expected one monitor file');
  });
});

it('a metric written in another case is named as the policy writes it', async () => {
  const said = 'got `Accuracy`; write it as the policy does';
  expect((await backtest(await saved('case.csv', 'time,Accuracy\n2026-01-01,0.9\n'))).stderr).toContain(said);
  expect(
    (await backtest(await saved('case-long.csv', 'time,metric,value\n2026-01-01,Accuracy,0.9\n'))).stderr
  ).toContain(said);
  expect((await backtest(await saved('case.ndjson', '{"time":"2026-01-01","Accuracy":0.9}\n'))).stderr).toContain(said);
});

it('a metric written in another case is refused too where another metric of the policy is there', async () => {
  const two = await saved(
    'two.json',
    '{"model":"shop:ranker","metrics":{"accuracy":{"below":0.9},"f1":{"below":0.9}}}'
  );
  const history = await saved('case-two.csv', 'time,Accuracy,f1\n2026-01-01,0.9,0.9\n');
  expect(await runCli(['backtest', two, history])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Expected a column `accuracy`, got `Accuracy`; write it as') as string,
  });
  // Its own column is there: what else there is has another meaning.
  const both = await saved('case-both.csv', 'time,accuracy,Accuracy,f1\n2026-01-01,0.9,9,0.9\n');
  expect(await runCli(['backtest', two, both])).toMatchObject({ code: 0, stderr: '' });
});

it('a page that cannot be written is told before the history is read', async () => {
  const page = join(folder, 'no-such-folder', 'page.html');
  for (const [path, why] of [
    [page, 'there is no such folder'],
    [folder, 'it is a folder'],
  ] as const) {
    const { code, stderr } = await backtest('no-history.csv', '--html', path);
    expect(code).toBe(2);
    expect(stderr).toBe(`error: Expected to write \`--html\` to \`${path}\`, but ${why}; check the path\n`);
  }
});

describe('send', () => {
  it('refuses a version that is none, before it looks for a server', async () => {
    const { code, stderr } = await runCli(['send', 'shop:ranker', '--metric', 'accuracy=0.9', '--version', 'foo']);
    expect(code).toBe(2);
    expect(stderr).toContain('Expected `version` to be a semantic version such as `1.4.0`, got `foo`');
  });

  it('refuses a time in seconds with the unit to say', async () => {
    const { code, stderr } = await runCli(['send', 'shop:ranker', '--metric', 'accuracy=0.9', '--at', String(seconds)]);
    expect(code).toBe(2);
    expect(stderr).toContain('is it in seconds? then say so: --time-unit s');
  });
});
