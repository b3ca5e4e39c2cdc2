import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fakeJob } from '../fakes/job.ts';
import { lineTrainer, type Point } from '../../examples/own-trainer.ts';
import { trainRequest } from '../fakes/train-request.ts';
import type { Trainer, TrainRequest, TrainResult } from '../../src/trainers/trainer.ts';

// The example names the package; the sources stand in for it.
vi.mock('temporal-retrain', () => import('../../src/terms/errors.ts'));

/** A line that turns over at point 100: whoever reads later rows than allowed learns another slope. */
const points: Point[] = Array.from({ length: 200 }, (_, i) => {
  const x = (i % 10) / 10;
  return { at: 1_000 * i, x, y: i < 100 ? 2 * x + 1 : -2 * x };
});
const before = { to: 99_000, holdoutSamples: 20 };
let folder: string;
let trainer: Trainer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'line-'));
  trainer = lineTrainer(folder, () => Promise.resolve(points.toReversed()));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const train = (changes: Partial<TrainRequest>): Promise<TrainResult> =>
  trainer.train(trainRequest({ hyperparameters: { learningRate: 0.5, epochs: 500 }, ...changes }), fakeJob());
const maeOf = async ({ artifact }: TrainResult, data: TrainRequest['data']): Promise<number | undefined> =>
  (await trainer.evaluate({ model: 'm:m', retrainId: 'r', artifact, data, options: {} }, fakeJob())).metrics['mae'];

describe('examples/own-trainer.ts', () => {
  it('reads no row later than the decision, and none that is held out', async () => {
    const result = await train({ data: before });
    expect(result.dataWindow).toEqual({ from: 0, to: 79_000, samples: 80 });
    expect(await maeOf(result, before)).toBeLessThan(0.05);
  });

  it.each([
    [{ lastSamples: 50 }, { from: 50_000, to: 79_000, samples: 30 }],
    [{ lastMs: 40_000 }, { from: 59_000, to: 79_000, samples: 21 }],
    [{ from: 30_000 }, { from: 31_000, to: 79_000, samples: 49 }],
  ])('keeps to the rows of %j', async (limits, window) => {
    expect((await train({ data: { ...before, ...limits } })).dataWindow).toEqual(window);
  });

  it('continues from the champion in a soft retrain, and from nothing in a full one', async () => {
    const base = (await train({ data: before })).artifact;
    const short = { data: before, hyperparameters: { learningRate: 0.1, epochs: 1 } };
    const soft = await maeOf(await train({ ...short, kind: 'soft', base }), before);
    const full = await maeOf(await train({ ...short, kind: 'full', base }), before);
    expect(soft).toBeLessThan(0.1);
    expect(full).toBeGreaterThan(1);
  });

  it('evaluates every model on the same held-out rows, one loss a row', async () => {
    const { artifact } = await train({ data: before });
    const data = { ...before, to: null };
    const judged = await trainer.evaluate({ model: 'm:m', retrainId: 'r', artifact, data, options: {} }, fakeJob());
    expect(judged).toMatchObject({ samples: 20, holdout: { from: 180_000, to: 199_000, samples: 20 } });
    expect(judged.losses).toHaveLength(20);
  });

  it('ends for good where there are too few rows', async () => {
    await expect(train({ data: { to: 5_000, holdoutSamples: 1 } })).rejects.toMatchObject({ permanent: true });
  });
});
