import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../src/stats/rng.ts';
import { runCli, type CliRun } from './run-cli.ts';

let folder: string;
let policy: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calibrate-daily-'));
  policy = join(folder, 'policy.yaml');
  await writeFile(
    policy,
    'model: shop:price\nmetrics:\n  rmse: { detectors: [{ type: z-cusum, h: 8 }] }\ncooldown: 1d\n'
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const day = 86_400_000;

/** A value a day, of noise, higher at weekends by as much. */
async function calibrate(weekend: number, ...args: string[]): Promise<CliRun> {
  const rng = createRng(4);
  const rows = Array.from({ length: 250 }, (_, at) => {
    const value = 3 + (at % 7 < 2 ? weekend : 0) + 0.2 * rng.normal();
    return `${Date.UTC(2026, 0, 3) + at * day},${value.toFixed(4)}\n`;
  });
  const run = await runCli(['calibrate', policy, ...args], { input: `time,rmse\n${rows.join('')}` });
  return { ...run, stdout: run.stdout.replaceAll(/\s+/g, ' '), stderr: run.stderr.replaceAll(/\s+/g, ' ') };
}

describe('calibrate on a value a day', () => {
  it('refuses limits that alarm at nearly anything, as even they ask for less than the budget allows', async () => {
    const target = join(folder, 'loose.yaml');
    const args = ['--false-retrains', '1', '--per', '10d', '--write', target];
    const { code, stdout, stderr } = await calibrate(0, ...args);
    expect(code).toBe(2);
    expect(stdout).toContain('rmse: nothing tells how soon a shift is found');
    expect(stderr).toContain('Expected limits that tell a drift of rmse from noise, found none');
    expect(stderr).toContain('is not written');
    expect(existsSync(target)).toBe(false);
  });

  it('says of limits that nothing is known of how soon they find a shift, and the budget that tells it', async () => {
    const { code, stdout } = await calibrate(0, '--false-retrains', '1', '--per', '80d');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'rmse: nothing tells how soon a shift is found, as nearly every stream has a false retrain within the 400 values (400d) before it: state a budget as rare as that, such as --false-retrains 1 --per 400d'
    );
    // 249 days at some 0.8 in 80.
    expect(stdout).toMatch(/On the history itself: \d+ retrains?, where this rate makes [23]\b/);
  });

  it('names the day of the week as the season to take out', async () => {
    const { stderr } = await calibrate(1, '--per', '9000d');
    expect(stderr).toContain('rmse has a season of a week');
    expect(stderr).toContain('add `seasonality: day-of-week`');
  });
});
