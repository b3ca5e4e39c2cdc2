import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { activitiesOf, runActivity } from '../support/run-activity.ts';
import { TrainingError } from '../../src/terms/errors.ts';
import type { JobContext, Progress, Trainer, TrainRequest, TrainResult } from '../../src/trainers/trainer.ts';
import type { TrainJob } from '../../activities/contract.ts';

const result: TrainResult = {
  artifact: { uri: 'file:///m.json', sha256: 'a'.repeat(64), bytes: 3 },
  metrics: { accuracy: 0.9 },
  dataWindow: { from: null, to: null, samples: 300 },
};

function trainerThat(train: (request: TrainRequest, job: JobContext) => Promise<unknown>): Trainer {
  const evaluate = (): Promise<never> => Promise.reject(new Error('not asked for'));
  return { name: 'fake', train: train as Trainer['train'], evaluate };
}

const job: TrainJob = {
  trainer: 'fake',
  model: 'shop:ranker',
  retrainId: 'monitor/shop:ranker/retrain/1',
  kind: 'soft',
  base: null,
  hyperparameters: { depth: 3 },
  seed: 1,
  data: { to: null, holdoutSamples: 300 },
  options: { rows: 9 },
};

describe('retrain.train', () => {
  it('hands the job over with the number of the attempt, and gives back what was trained', async () => {
    const asked: TrainRequest[] = [];
    const trainer = trainerThat((request) => Promise.resolve((asked.push(request), result)));
    const run = runActivity(activitiesOf({ trainers: [trainer] })['retrain.train'], job, { attempt: 3 });
    expect(await run.result).toEqual(result);
    const { trainer: _, ...request } = job;
    expect(asked).toEqual([{ ...request, attempt: 3 }]);
  });

  it('passes every heartbeat of the trainer on', async () => {
    const progress: Progress[] = [
      { fraction: 0.1, message: 'epoch 1 of 10' },
      { fraction: 0.2, message: 'epoch 2 of 10', score: 0.7, checkpoint: 'file:///ckpt-2' },
    ];
    const trainer = trainerThat((_, { heartbeat }) => Promise.resolve((progress.forEach(heartbeat), result)));
    const run = runActivity(activitiesOf({ trainers: [trainer] })['retrain.train'], job);
    await run.result;
    expect(run.heartbeats).toEqual(progress);
  });

  it('tells the next attempt where the last one stopped', async () => {
    const heartbeatDetails: Progress = { fraction: 0.6, message: 'epoch 6', checkpoint: 'file:///ckpt-6' };
    const seen: (Progress | undefined)[] = [];
    const trainer = trainerThat((_, { lastProgress }) => Promise.resolve((seen.push(lastProgress), result)));
    const train = activitiesOf({ trainers: [trainer] })['retrain.train'];
    await runActivity(train, job, { attempt: 2, heartbeatDetails }).result;
    // What somebody else's heartbeat may hold is no progress of ours.
    await runActivity(train, job, { attempt: 2, heartbeatDetails: 'half way' }).result;
    await runActivity(train, job, { attempt: 1 }).result;
    expect(seen).toEqual([heartbeatDetails, undefined, undefined]);
  });

  it('reaches the trainer with a cancellation, and ends as cancelled and not as failed', async () => {
    const trainer = trainerThat((_, { signal, heartbeat }) => {
      heartbeat({ fraction: 0, message: 'started' });
      return sleep(60_000, result, { signal });
    });
    const run = runActivity(activitiesOf({ trainers: [trainer] })['retrain.train'], job);
    await expect.poll(() => run.heartbeats.length).toBe(1);
    run.cancel();
    const error = (await run.result.catch((reason: unknown) => reason)) as Error;
    // The worker takes an AbortError of a cancelled activity for its cancellation; a failure of ours would be retried.
    expect(['AbortError', 'CancelledFailure']).toContain(error.name);
  });

  it.each([true, false])('fails with the type and a note whether a retry helps (permanent: %s)', async (permanent) => {
    const cause = new Error('exit code 137');
    const trainer = trainerThat(() => Promise.reject(new TrainingError('out of memory', { permanent, cause })));
    const run = runActivity(activitiesOf({ trainers: [trainer] })['retrain.train'], job);
    await expect(run.result).rejects.toMatchObject({
      name: 'ApplicationFailure',
      message: 'out of memory',
      type: 'TrainingError',
      nonRetryable: permanent,
      cause,
    });
  });

  it('fails for good for a trainer that this worker does not have', async () => {
    const run = runActivity(activitiesOf()['retrain.train'], job);
    await expect(run.result).rejects.toMatchObject({
      type: 'ConfigurationError',
      nonRetryable: true,
      message: expect.stringContaining(
        'Trainer `fake` is not registered with this worker; registered: none. Start the worker with `--trainers <file>`'
      ),
    });
  });

  it('fails for good for a result that nobody could use', async () => {
    const trainer = trainerThat(() => Promise.resolve({ ...result, metrics: { accuracy: Number.NaN } }));
    const run = runActivity(activitiesOf({ trainers: [trainer] })['retrain.train'], job);
    await expect(run.result).rejects.toMatchObject({ type: 'TrainingError', nonRetryable: true });
  });
});
