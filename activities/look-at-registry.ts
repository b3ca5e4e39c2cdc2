import { whyUnreadable } from './champion-check.ts';
import { sayAfterAttempts } from './registry-order.ts';
import type { Dependencies } from './dependencies.ts';
import type { RegistryQuery } from '../src/core/state/events.ts';
import type { RegistryReading } from '../src/core/state-parts/registry-state.ts';
import type { RetrainActivities } from './contract.ts';

/** What the registry says about a model's champion now. */
export function createLookAtRegistry(
  dependencies: Pick<Dependencies, 'registry' | 'trainers'>
): Pick<RetrainActivities, 'retrain.lookAtRegistry'> {
  return { 'retrain.lookAtRegistry': (query) => sayAfterAttempts(() => readRegistry(dependencies, query)) };
}

export async function readRegistry(
  { registry, trainers }: Pick<Dependencies, 'registry' | 'trainers'>,
  { model, trainer, expects = [] }: Pick<RegistryQuery, 'model' | 'expects'> & { trainer?: RegistryQuery['trainer'] }
): Promise<RegistryReading> {
  const id = await registry.identity();
  const champion = await registry.aliased(model, 'champion');
  const challenger = (await registry.aliased(model, 'challenger'))?.shown;
  const version = champion?.version ?? null;
  const unreadable =
    trainer && champion?.found ? await whyUnreadable({ trainers }, trainer, champion.found.artifact) : undefined;
  const missing = await Promise.all(
    expects.map(async (one) => (one === champion?.found?.version || (await registry.version(model, one)) ? [] : [one]))
  );
  const lacks = missing.flat();
  return {
    id,
    champion: version,
    found: version === null || champion?.found !== undefined,
    ...(unreadable === undefined ? {} : { unreadable }),
    ...(champion?.shown === undefined ? {} : { shown: champion.shown }),
    ...(lacks.length === 0 ? {} : { lacks }),
    // A missing alias hides nothing of a person's; the registry sets it again.
    ...(typeof challenger === 'string' ? { challenger } : {}),
  };
}
