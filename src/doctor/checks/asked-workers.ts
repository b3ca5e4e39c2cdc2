import { workersOf } from '../../client/workers/workers-of.ts';
import type { AskWorkers } from '../../client/workers/unknown-names.ts';
import type { Surroundings } from '../check.ts';

/**
 * How to ask the workers of a task queue, once for all checks of one examination; `undefined` where nobody polls it,
 * which the check of the workers tells.
 */
export function askedWorkers(surroundings: Surroundings, taskQueue: string): Promise<AskWorkers | undefined> {
  const queues = asked.get(surroundings) ?? new Map<string, Promise<AskWorkers | undefined>>();
  asked.set(surroundings, queues);
  const known = queues.get(taskQueue) ?? workersOf(surroundings.client, taskQueue);
  queues.set(taskQueue, known);
  return known;
}

// --- internal ---

const asked = new WeakMap<Surroundings, Map<string, Promise<AskWorkers | undefined>>>();
