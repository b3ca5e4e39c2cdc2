import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCommandTrainer } from '../../../src/trainers/command/command-trainer.ts';
import type { CommandTrainerOptions } from '../../../src/trainers/command/options.ts';
import type { TrainResult } from '../../../src/trainers/trainer.ts';
import { fakeJob } from '../../fakes/job.ts';

// What a program leaves behind when it ends: processes, and its last words.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'program-ends-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function train(what: string, options: Partial<CommandTrainerOptions> = {}, job = fakeJob()): Promise<TrainResult> {
  const argv = [process.execPath, 'test/fakes/odd-program.mjs', what, '{request}'];
  const request = {
    model: 'shop:ranker',
    retrainId: `retrain/${what}`,
    attempt: 1,
    kind: 'full' as const,
    base: null,
    hyperparameters: {},
    seed: 1,
    data: { to: null, holdoutSamples: 0 },
    options: {},
  };
  return createCommandTrainer({ artifacts: folder, train: argv, evaluate: argv, ...options }).train(request, job);
}

async function failureOf(what: string, options: Partial<CommandTrainerOptions>): Promise<Error> {
  return train(what, options).then(
    () => new Error('it did not fail'),
    (error: unknown) => error as Error
  );
}

/** Neither gone nor a zombie that its parent has not waited for. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !/^\d+ \(.*\) Z/s.test(stat);
}

test.runIf(process.platform === 'linux')(
  'children that left the process group for sessions of their own are killed',
  async () => {
    const job = fakeJob();
    await train('escape', {}, job);
    const pids = String(job.heartbeats.at(-1)?.message).split(' ').map(Number);
    expect(pids).toHaveLength(2);
    for (const pid of pids) {
      expect(pid).toBeGreaterThan(1);
      await expect.poll(() => isAlive(pid)).toBe(false);
    }
  }
);

test('what would drive a terminal is shown in the last lines', async () => {
  await expect(train('speak')).rejects.toThrow('its last lines:\n\\x1b[31mred\\x1b[0m \\u202ecba');
});

test('no output is quoted when that is turned off', async () => {
  expect((await failureOf('speak', { quoteOutput: false })).message).toMatch(/ended with exit code 1$/);
  const noJson = await failureOf('html', { quoteOutput: false });
  expect(noJson.message).toContain('characters that are none');
  expect(inspect(noJson)).not.toContain('Bad gateway');
});
