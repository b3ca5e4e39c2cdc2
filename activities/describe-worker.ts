import { randomUUID } from 'node:crypto';
import type { Dependencies } from './dependencies.ts';
import type { RetrainActivities } from './contract.ts';

/** What this worker has under which names, for those who check a policy before it is needed. */
export function createDescribeWorker({
  trainers,
  tuners,
  sources,
}: Pick<Dependencies, 'trainers' | 'tuners' | 'sources'>): Pick<RetrainActivities, 'retrain.describeWorker'> {
  // Activities are made once a worker.
  const worker = randomUUID();
  return {
    'retrain.describeWorker': () =>
      Promise.resolve({ worker, trainers: namesOf(trainers), tuners: namesOf(tuners), sources: namesOf(sources) }),
  };
}

// --- internal ---

function namesOf(known: ReadonlyMap<string, unknown>): string[] {
  return [...known.keys()].sort();
}
