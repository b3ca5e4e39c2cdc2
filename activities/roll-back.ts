import { ApplicationFailure } from '@temporalio/common';
import { described, requireRegistry } from './registry-order.ts';
import { rollBackTarget } from './roll-back-target.ts';
import type { AliasChange, ModelRegistry } from '../src/registry/registry.ts';
import type { Dependencies } from './dependencies.ts';
import type { RetrainActivities } from './contract.ts';

/** Makes the version before the champion serve again; the champion itself may be gone. */
export function createRollBack({
  registry,
}: Pick<Dependencies, 'registry'>): Pick<RetrainActivities, 'retrain.rollBack'> {
  return {
    async 'retrain.rollBack'(order) {
      await requireRegistry(registry, order, 10);
      const { model, changeId, from, actor, reason } = order;
      const history = await registry.history(model, 'champion');
      const done = history.find((change) => change.changeId === changeId);
      if (done?.to) {
        // Sent once more, for a registry that died between writing its history and its alias.
        const why = { actor: done.actor, reason: done.reason };
        await registry.setAlias({ model, alias: 'champion', version: done.to, changeId, expected: done.from, ...why });
        return { version: done.to, previous: done.from, ...(await described(registry, model, done.to)) };
      }
      const champion = (await registry.aliased(model, 'champion'))?.version ?? null;
      if (from !== undefined && champion !== from)
        throw ApplicationFailure.nonRetryable(
          `Expected version \`${from}\` of \`${model}\` to serve, got \`${champion ?? 'none'}\`; nothing was rolled back; ask again to roll back that version`,
          'RegistryError',
          { code: 'another-serves', serves: champion }
        );
      const version = await targetOf(registry, model, history, champion);
      // Compare and set: with two rollbacks at once, the second must not go one version further than asked.
      const change = await registry.setAlias({
        model,
        alias: 'champion',
        version,
        changeId,
        expected: champion,
        actor,
        reason: reason || 'rollback',
      });
      return { version, previous: change.from, ...(await described(registry, model, version)) };
    },
  };
}

// --- internal ---

/** The newest version that served before and is still there. */
async function targetOf(
  registry: ModelRegistry,
  model: string,
  history: readonly AliasChange[],
  champion: string | null
): Promise<string> {
  const there = new Set((await registry.versions(model)).map(({ version }) => version));
  const version = rollBackTarget(history, champion, (one) => there.has(one)) ?? (await previousOf());
  if (version !== undefined) return version;
  throw ApplicationFailure.nonRetryable(
    `Model \`${model}\` has no previous champion to roll back to; choose a version with \`temporal-retrain monitor adopt ${model} <version>\``,
    'RegistryError',
    { code: 'no-previous-version' }
  );

  /** For a champion that is not in the history: someone set the alias by other means. */
  async function previousOf(): Promise<string | undefined> {
    const previous = history.at(-1)?.to === champion ? undefined : await registry.aliased(model, 'previous');
    return previous?.found?.version === champion ? undefined : previous?.found?.version;
  }
}
