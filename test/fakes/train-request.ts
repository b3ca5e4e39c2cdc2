import type { TrainRequest, TrainResult } from '../../src/trainers/trainer.ts';

/** A result that every check accepts. */
export const trainResult: TrainResult = {
  artifact: { uri: 's3://models/ranker/1.bin', sha256: 'a'.repeat(64), bytes: 10 },
  metrics: { accuracy: 0.9 },
  dataWindow: { from: 0, to: 1, samples: 2 },
};

let runs = 0;

/** A request of a retrain of its own. */
export function trainRequest(changes: Partial<TrainRequest> = {}): TrainRequest {
  runs += 1;
  return {
    model: 'shop:ranker',
    retrainId: `retrain/${runs}`,
    attempt: 1,
    kind: 'full',
    base: null,
    hyperparameters: {},
    seed: 1,
    data: { to: null, holdoutSamples: 0 },
    options: {},
    ...changes,
  };
}
