import { proxyActivities } from '@temporalio/workflow';
import { expectPlain } from '../src/core/bounds/plain-input.ts';
import { expectTaskQueue } from '../src/core/sound-spec.ts';
import { refuseUnusable } from './usable-input.ts';
import type { RetrainActivities } from '../activities/contract.ts';
import type { WorkerCard, WorkerQuery } from '../src/core/wire/messages.ts';

/**
 * Which names of trainers, tuners and sources a worker knows. Whoever starts it gives it an execution time-out of as
 * long as they wait: an older worker knows no such workflow.
 */
export async function describeWorker(query: WorkerQuery): Promise<WorkerCard> {
  refuseUnusable('a question about a worker', () => lookAt(query));
  const { trainsOn } = query;
  const worker = proxyActivities<RetrainActivities>({
    scheduleToCloseTimeout: '10 seconds',
    // A worker of an older version has no such activity and never will.
    retry: { maximumAttempts: 1 },
    ...(trainsOn === undefined ? {} : { taskQueue: trainsOn }),
  });
  const summary = `the names that a worker of ${trainsOn ?? 'this queue'} knows`;
  return worker['retrain.describeWorker'].executeWithOptions({ summary }, []);
}

// --- internal ---

function lookAt(query: WorkerQuery): void {
  expectPlain(query);
  if (query.trainsOn !== undefined) expectTaskQueue(query.trainsOn);
}
