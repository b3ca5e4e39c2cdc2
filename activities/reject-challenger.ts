import { requireRegistry } from './registry-order.ts';
import type { Dependencies } from './dependencies.ts';
import type { RetrainActivities } from './contract.ts';

/** Removes the challenger alias from a version, unless a newer challenger has it by now. */
export function createRejectChallenger({
  registry,
}: Pick<Dependencies, 'registry'>): Pick<RetrainActivities, 'retrain.rejectChallenger'> {
  return {
    async 'retrain.rejectChallenger'(order) {
      await requireRegistry(registry, order, 10);
      const { model, changeId, version, actor, reason } = order;
      if ((await registry.aliased(model, 'challenger'))?.version !== version) return;
      const change = { model, alias: 'challenger', version: null, expected: version, changeId, actor, reason } as const;
      await registry.setAlias(change);
    },
  };
}
