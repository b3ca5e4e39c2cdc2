import { attemptStamp, requireRegistry } from './registry-order.ts';
import { releaseOf } from './release.ts';
import type { Bump } from '../src/terms/semver.ts';
import type { Dependencies } from './dependencies.ts';
import type { RegisterOrder, RetrainActivities } from './contract.ts';

/** Registers a challenger: one version per retrain, even if workers die right afterwards. */
export function createRegister({
  registry,
}: Pick<Dependencies, 'registry'>): Pick<RetrainActivities, 'retrain.register'> {
  return {
    async 'retrain.register'(order) {
      await requireRegistry(registry, order, 10);
      const { model, retrainId, artifact, metrics, lineage, streams, above = '' } = order;
      const request = { model, retrainId, artifact, metrics, lineage, streams, above };
      const made = await registry.register({ ...request, attempt: attemptStamp(), bump: bumpFor(order) });
      return { version: made.version, release: releaseOf(made) };
    },
  };
}

// --- internal ---

/** Patch for the same hyper-parameters, minor if retuned, major if rebuilt; or always patch, if the policy says so. */
function bumpFor({ versioning, lineage, retuned }: RegisterOrder): Bump {
  if (versioning === 'patch') return 'patch';
  if (lineage.kind === 'full') return 'major';
  return retuned ? 'minor' : 'patch';
}
