import type { RetrainOutcome } from '../../src/core/state/retrain.ts';

/** A batch as a publisher writes it. */
export function soundBatch(source: string, seq: number, t0: number): Record<string, unknown> {
  return {
    source,
    seq,
    series: [
      { metric: 'accuracy', t0, dt: 1_000, v: [0.91, 0.92, 0.6] },
      { metric: 'accuracy', segment: `country ${seq % 5}`, version: '1.0.0', t0, dt: [0, 5, 9], v: [0.9, 0.8, 0.7] },
    ],
  };
}

/** A report of a retrain with every part that it may have. */
export function soundOutcome(generation: number): RetrainOutcome {
  const dataWindow = { from: 1, to: 2, samples: 300, digest: 'ab' };
  const evaluation = { metrics: { accuracy: 0.9 }, slices: { de: { accuracy: 0.8 } }, samples: 300 };
  const version = `1.0.${generation}`;
  return {
    generation,
    status: 'promoted',
    version,
    previousVersion: '1.0.0',
    release: {
      version,
      createdAt: 1,
      artifact: { uri: 'file:///models/1.bin', sha256: 'ab'.repeat(32), bytes: 7 },
      metrics: { accuracy: 0.9 },
      streams: ['clicks'],
      lineage: {
        parent: '1.0.0',
        generation,
        kind: 'soft',
        policyRevision: 1,
        dataWindow,
        reasons: ['accuracy fell'],
        hyperparameters: { depth: 3 },
      },
    },
    metrics: { accuracy: 0.9 },
    gate: {
      passed: true,
      checks: [
        { rule: 'floor', metric: 'accuracy', champion: 0.8, challenger: 0.9, limit: 0.7, passed: true, text: 'fine' },
      ],
      champion: evaluation,
      challenger: evaluation,
      holdout: dataWindow,
    },
    trials: 3,
    error: { type: 'TrainingError', message: 'none' },
    finishedAt: 3,
  };
}
