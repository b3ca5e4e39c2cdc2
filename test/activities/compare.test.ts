import { describe, expect, it } from 'vitest';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createCompare } from '../../activities/compare.ts';
import type { CompareJob, Comparison } from '../../activities/contract.ts';
import type { EvaluateResult, Trainer } from '../../src/trainers/trainer.ts';

const artifact = (name: string): CompareJob['challenger'] => ({
  uri: `file:///${name}`,
  sha256: 'a'.repeat(64),
  bytes: 1,
});

const job: CompareJob = {
  trainer: 'fixed',
  model: 'shop:ranker',
  retrainId: 'r1',
  champion: artifact('champion'),
  challenger: artifact('challenger'),
  data: { to: null, holdoutSamples: 3 },
  options: {},
  seed: 1,
};

const result: EvaluateResult = {
  metrics: { accuracy: 0.9 },
  samples: 3,
  holdout: { from: 1, to: 3, samples: 3, digest: 'd1' },
  losses: [1, 2, 3],
};

/** Compares a champion that gives `result` with a challenger that differs from it by `change`. */
function compare(change: Partial<EvaluateResult>): Promise<Comparison> {
  const trainer: Trainer = {
    name: 'fixed',
    train: () => Promise.reject(new Error('not asked for')),
    evaluate: ({ artifact: { uri } }) => Promise.resolve(uri.endsWith('champion') ? result : { ...result, ...change }),
  };
  const activities = createCompare({ trainers: new Map([['fixed', trainer]]) });
  return new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(
    activities['retrain.compare'],
    job
  );
}

describe('the comparison', () => {
  it('pairs the losses of the same rows, and keeps their identity', async () => {
    expect(await compare({ losses: [0, 1, 2] })).toMatchObject({
      paired: { samples: 3, meanGain: 1 },
      holdout: { from: 1, to: 3, samples: 3, digest: 'd1' },
    });
  });

  it.each<[string, Partial<EvaluateResult>]>([
    ['another number of rows', { samples: 2, losses: [1, 2] }],
    ['rows of another time', { holdout: { from: 2, to: 4, samples: 3, digest: 'd1' } }],
  ])('on %s is an error for good, never a verdict', async (_what, change) => {
    await expect(compare(change)).rejects.toMatchObject({
      name: 'TrainingError',
      permanent: true,
      message: expect.stringContaining('evaluated on the same held-out rows, got 3 rows (event times 1 to 3) and'),
    });
  });

  it('on rows that changed in between is an error that a retry may mend', async () => {
    await expect(compare({ holdout: { from: 1, to: 3, samples: 3, digest: 'd2' } })).rejects.toMatchObject({
      name: 'TrainingError',
      permanent: false,
      message: expect.stringContaining('the data changed between the two (digests d1 and d2)'),
    });
  });

  it.each([[[1, 2]], [[]]])('refuses losses of other rows than were held out, %j, for good', async (losses) => {
    await expect(compare({ losses })).rejects.toMatchObject({
      name: 'TrainingError',
      permanent: true,
      message: `Trainer \`fixed\` returned an unusable evaluation: expected \`losses\` to be one loss a held-out row, as many as \`samples\`, got \`${losses.length} losses\``,
    });
  });

  it('pairs nothing where a model has no losses', async () => {
    expect((await compare({ losses: undefined })).paired).toBeNull();
  });
});
