import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Dependencies } from './dependencies.ts';
import type { ModelRegistry } from '../src/registry/registry.ts';
import type { RetrainActivities } from './contract.ts';
import type { WorkerRegistry } from '../src/core/wire/messages.ts';

/**
 * What this worker has under which names, and where it keeps versions, for those who check a policy or a deployment
 * before it is needed.
 */
export function createDescribeWorker({
  trainers,
  tuners,
  sources,
  registry,
}: Pick<Dependencies, 'trainers' | 'tuners' | 'sources' | 'registry'>): Pick<
  RetrainActivities,
  'retrain.describeWorker'
> {
  // Activities are made once a worker.
  const worker = randomUUID();
  return {
    'retrain.describeWorker': async () => {
      const names = { trainers: namesOf(trainers), tuners: namesOf(tuners), sources: namesOf(sources) };
      const kept = await placeOf(registry);
      return { worker, ...names, ...(kept ? { registry: kept } : {}) };
    },
  };
}

// --- internal ---

function namesOf(known: ReadonlyMap<string, unknown>): string[] {
  return [...known.keys()].sort();
}

/** `undefined` of one that does not answer soon: whoever asks wants the names all the same. */
async function placeOf(registry: ModelRegistry): Promise<WorkerRegistry | undefined> {
  const late = new AbortController();
  const asked = registry.identity().then(
    (id) => ({ id, place: `${registry.name} on ${hostname()}` }),
    () => undefined
  );
  const answer = await Promise.race([asked, delay(soonMs, undefined, { signal: late.signal }).catch(() => undefined)]);
  late.abort();
  return answer;
}

/** Less than those wait who ask. */
const soonMs = 2_000;
