import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../src/stats/rng.ts';
import { levels } from '../backtest/histories.ts';
import { loadMonitor } from '../../src/config/file/load-monitor.ts';
import { main } from '../../src/cli/main.ts';
import { chunksOf, runCli } from './run-cli.ts';

let folder: string;
let policy: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calibrate-'));
  policy = join(folder, 'policy.yaml');
  await writeFile(policy, 'model: shop:ranker\nmetrics:\n  accuracy: { detectors: [z-cusum] }\ncooldown: 1h\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = Date.UTC(2026, 0, 1);
const csvOf = (values: readonly number[]): string =>
  ['time,accuracy', ...values.map((x, i) => `${start + i * 300_000},${x}`)].join('\n');

function bitsAt(chance: number, count: number): number[] {
  const rng = createRng(16);
  return Array.from({ length: count }, () => Number(rng.uniform() < chance));
}

async function refusal(input: string, ...args: string[]): Promise<string> {
  const { code, stderr } = await runCli(['calibrate', policy, ...args], { input });
  expect(code).toBe(2);
  return stderr.trim();
}

describe('calibrate', () => {
  it('prints the limits with what they promise, as the docs show, and writes a policy that can be loaded', async () => {
    const target = join(folder, 'calibrated.yaml');
    const example = 'examples/calibrate/ranker.monitor.yaml';
    const input = execFileSync(process.execPath, ['examples/calibrate/history.mjs'], { encoding: 'utf8' });
    const docs = await readFile('docs/calibrate.md', 'utf8');
    const [, asked = '', told = ''] =
      /calibrate examples\/\S+ history\.csv([^`]+)```\n+```\n([^`]+)```/.exec(docs) ?? [];
    const args = asked.split(/[\s\\]+/).flatMap((word) => (word === 'calibrated.yaml' ? target : word || []));
    const { code, stdout, stderr } = await runCli(['calibrate', example, ...args], { input });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining('add `seasonality: hour-of-day`') as string,
    });
    // Lines are broken for the page alone.
    expect(stdout.replace(target, 'calibrated.yaml').split(/\s+/)).toEqual(told.split(/\s+/));
    const before = (await loadMonitor(example)).policy.metrics[0]!.detectors[0]!.options;
    const after = (await loadMonitor(target)).policy.metrics[0]!.detectors[0]!.options;
    expect(after).toEqual({ ...before, h: after['h'] });
    expect(after['h']).not.toBe(before['h']);
    expect(await readFile(target, 'utf8')).toContain('cooldown: 1h');
  });

  it('refuses what it cannot calibrate on, with the next step', async () => {
    expect(await refusal('')).toMatchInlineSnapshot(
      `"error: Expected a history with values of \`accuracy\`, got none: the input is empty; name a file, or pipe the history in"`
    );
    expect(await refusal(csvOf([0.93]))).toMatchInlineSnapshot(
      `"error: Expected at least 200 values of \`accuracy\` without drift to calibrate on, got 1; take a longer history"`
    );
    expect(await refusal(csvOf(Array<number>(500).fill(0.93)))).toMatchInlineSnapshot(
      `"error: Expected \`accuracy\` to vary, got the same value 500 times; there is no noise to choose a limit by, set one by hand"`
    );
    expect(await refusal('time,f1\n1,1\n')).toMatchInlineSnapshot(
      `"error: Expected the history to have a column of a metric of the policy (\`accuracy\`), or the columns \`metric\` and \`value\`, got the heading \`time,f1\`"`
    );
    expect(await refusal(csvOf([0.93]), '--per', 'soon')).toMatchInlineSnapshot(
      `"error: Expected \`--per\` to be a duration above 0, up to 36500d, such as \`90s\`, \`30m\`, \`24h\` or \`7d\`, got \`soon\`"`
    );
    expect(await refusal(csvOf([0.93]), '--false-retrains', '0')).toMatchInlineSnapshot(
      `"error: Expected \`--false-retrains\` to be a number above 0, got \`0\`"`
    );
    expect(await refusal(csvOf([0.93]), '--drift', '2026-02-01')).toMatchInlineSnapshot(
      `"error: Expected \`--drift\` to be two times such as \`2026-02-01..2026-02-09T12:00:00Z\`, the earlier first, got \`2026-02-01\`"`
    );
    expect(await refusal(csvOf([0.93]), '--confidence', '1')).toMatchInlineSnapshot(
      `"error: Expected \`--confidence\` to be a share from 0.5 to 0.999, got \`1\`"`
    );
    expect(await refusal(csvOf([0.93]), '--write', 'policy.ts')).toMatchInlineSnapshot(
      `"error: Expected \`--write\` to name a .yaml or .json file, got \`policy.ts\`"`
    );
  });

  it('refuses a budget that the history is too short for, and names the one that its span allows', async () => {
    const error = await refusal(csvOf(levels(1, 0.01, [0.93, 300])), '--per', '10d');
    expect(error).toContain('got 1d1h of values (300), less than the two days that would show a season of a day');
    expect(error).toContain('such a span allows at most one in 1d1h: take a longer history, or accept more');
  });

  it.each([
    ['day', 'hour-of-day', 288, 6],
    ['week', 'hour-of-week', 2_016, 28],
  ])('names the season of a %s and the `seasonality` to add, until it is there', async (round, by, period, days) => {
    const wave = levels(5, 0.01, [0.93, days * 288]).map((x, i) => x + 0.02 * Math.sin((2 * Math.PI * i) / period));
    const input = csvOf(wave);
    const said = `accuracy has a season of a ${round}, which limits must leave room for: add \`seasonality: ${by}\``;
    expect(await refusal(input, '--per', '900d')).toContain(said);
    const seasonal = join(folder, `${by}.yaml`);
    const metrics = `metrics:\n  accuracy: { detectors: [z-cusum], seasonality: ${by} }\n`;
    await writeFile(seasonal, `model: shop:ranker\n${metrics}cooldown: 1h\n`);
    const { code, stderr } = await runCli(['calibrate', seasonal, '--per', '900d'], { input });
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('such a span allows at most') as string,
    });
    expect(stderr).not.toContain('seasonality');
  });

  it('names a drift that nobody has named, with the flag that leaves it out', async () => {
    const input = csvOf(levels(1, 0.01, [0.93, 600], [0.9, 60], [0.93, 340]));
    const error = await refusal(input, '--per', '900d');
    expect(error).toMatch(
      /accuracy looks as if it had drifted \(−\d\.\d sd\) from 2026-01-03 02:00:00Z to 2026-01-03 0/
    );
    const flag = /--drift (\S+)/.exec(error)![1]!;
    expect(await refusal(input, '--per', '900d', '--drift', flag)).not.toContain('looks as if it had drifted');
  });

  it('refuses a known drift that is not within the history, and tells of one that is only partly, or in a gap', async () => {
    const values = levels(1, 0.01, [0.93, 600]);
    const input = csvOf(values);
    const told = async (history: string, drift: string): Promise<string> =>
      (await refusal(history, '--per', '900d', '--drift', drift)).replaceAll(/\s+/g, ' ');
    expect(await told(input, '2025-01-01..2025-01-02')).toBe(
      'error: Expected `--drift` to be a span within the history, got 2025-01-01 00:00:00Z to 2025-01-02 00:00:00Z, but the history is from 2026-01-01 00:00:00Z to 2026-01-03 01:55:00Z; correct its times (a time without a zone is UTC), or leave the flag out'
    );
    expect(await told(input, '2026-02-01..2026-02-02')).toContain('to be a span within the history');
    expect(await told(input, '2026-01-03..2026-02-03')).toContain(
      'the drift from 2026-01-03 00:00:00Z to 2026-02-03 00:00:00Z is only partly within the history'
    );
    // A history of whole steps ends one step before the day that it fills ends.
    expect(await told(input, '2026-01-02..2026-01-03T02:00:00Z')).not.toMatch(/within|no value/);
    expect(await told(input, '2025-12-31T23:55:00Z..2026-01-02')).not.toMatch(/within|no value/);
    expect(await told(input, '2026-01-02..2026-01-03T02:30:00Z')).toContain('only partly within the history');
    const later = values.map((x, i) => `${start + 7 * 86_400_000 + i * 300_000},${x}`).join('\n');
    expect(await told(`${input}\n${later}`, '2026-01-04..2026-01-05')).toContain(
      'the history has no value in the drift from 2026-01-04 00:00:00Z to 2026-01-05 00:00:00Z'
    );
    expect(await told(input, '2026-01-02..2026-01-02T02:00:00Z')).not.toMatch(/within|no value/);
  });

  it('writes nothing and fails where no limit keeps the budget', async () => {
    const bits = join(folder, 'bits.yaml');
    const target = join(folder, 'unkept.yaml');
    await writeFile(
      bits,
      'model: shop:ranker\nmetrics:\n  errorRate: { detectors: [eddm, { type: ddm }] }\ncooldown: 30m\n'
    );
    const input = `time,errorRate\n${bitsAt(0.1, 1_500)
      .map((bit, i) => `${start + i * 300_000},${bit}`)
      .join('\n')}`;
    const { code, stdout, stderr } = await runCli(['calibrate', bits, '--per', '20d', '--write', target], { input });
    expect(code).toBe(2);
    expect(stdout).toContain('The budget is not kept');
    expect(stderr).toContain('Expected limits that keep the budget, found none');
    expect(existsSync(target)).toBe(false);
  });

  it('writes nothing and fails where a history says too little of its bursts', async () => {
    const file = join(folder, 'bursts.yaml');
    const target = join(folder, 'blind.yaml');
    await writeFile(file, 'model: shop:ranker\nmetrics:\n  accuracy: { detectors: [shewhart] }\ncooldown: 1h\n');
    const bursts = levels(1, 0.01, [0.93, 800]).map((x, i) => (i % 100 < 95 ? x : x - 0.3));
    const args = ['calibrate', file, '--per', '1d', '--retrain-takes', '30m', '--write', target];
    const { code, stdout, stderr } = await runCli(args, { input: csvOf(bursts) });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /Expected a history that tells of 1 false retrain in 1d, .* as it says so little of its rare/s
    );
    expect(existsSync(target)).toBe(false);
  });

  it('ends at Ctrl-C with 130, in the middle of its work and without an answer', async () => {
    const interrupt = new AbortController();
    const written: string[] = [];
    const code = await main(['calibrate', policy, '--per', '250d'], {
      env: {},
      stdin: chunksOf(csvOf(levels(1, 0.01, [0.93, 20_000]))),
      stdout: { write: (text) => written.push(text), columns: 80 },
      // Its progress shows that it is at work.
      stderr: {
        isTTY: true,
        write: (text: string) => {
          if (text.includes('calibrating')) interrupt.abort();
        },
      },
      signal: interrupt.signal,
    });
    expect({ code, written, isAborted: interrupt.signal.aborted }).toEqual({ code: 130, written: [], isAborted: true });
  });
});
