import { ApplicationFailure } from '@temporalio/common';
import { described, requireRegistry } from './registry-order.ts';
import { noWayBack } from '../src/core/champion/rollback.ts';
import { readStanding, showWayBack, wayBack } from './roll-back-target.ts';
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
      const { champion: serving, ...past } = await readStanding(registry, model);
      const done = past.history.find((change) => change.changeId === changeId);
      if (done?.to) {
        // Sent once more, for a registry that died between writing its history and its alias.
        const why = { actor: done.actor, reason: done.reason };
        await registry.setAlias({ model, alias: 'champion', version: done.to, changeId, expected: done.from, ...why });
        await showWayBack(registry, { model, changeId, ...why });
        return { version: done.to, previous: done.from, ...(await described(registry, model, done.to)) };
      }
      const champion = serving?.version ?? null;
      if (from !== undefined && champion !== from)
        throw ApplicationFailure.nonRetryable(
          `Expected version \`${from}\` of \`${model}\` to serve, got \`${champion ?? 'none'}\`; nothing was rolled back; ask again to roll back that version`,
          'RegistryError',
          { code: 'another-serves', serves: champion }
        );
      const version = await wayBack(registry, model, champion, past);
      if (version === undefined) {
        const { text, code } = noWayBack(model);
        throw ApplicationFailure.nonRetryable(text, 'RegistryError', { code });
      }
      const why = { actor, reason: reason ? `rollback: ${reason}` : 'rollback' };
      // Compare and set: with two rollbacks at once, the second must not go one version further than asked.
      const move = { model, alias: 'champion', version, changeId, expected: champion } as const;
      const change = await registry.setAlias({ ...move, ...why });
      await showWayBack(registry, { model, changeId, ...why });
      return { version, previous: change.from, ...(await described(registry, model, version)) };
    },
  };
}
