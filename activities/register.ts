import { attemptStamp, requireRegistry } from './registry-order.ts';
import { releaseOf } from './release.ts';
import type { Bump } from '../src/terms/semver.ts';
import type { Dependencies } from './dependencies.ts';
import type { RegisterOrder, RetrainActivities } from './contract.ts';

/** Registers a challenger: one version for one retrain, however often a worker dies right after it. */
export function createRegister({
  registry,
}: Pick<Dependencies, 'registry'>): Pick<RetrainActivities, 'retrain.register'> {
  return {
    async 'retrain.register'(order) {
      await requireRegistry(registry, order, 10);
      const { model, retrainId, artifact, metrics, lineage, streams } = order;
      const request = { model, retrainId, artifact, metrics, lineage, streams };
      const made = await registry.register({ ...request, attempt: attemptStamp(), bump: bumpFor(order) });
      return { version: made.version, release: releaseOf(made) };
    },
  };
}

// --- internal ---

/** Same hyper-parameters patch, retuned minor, rebuilt major; or always patch, where the policy wants it so. */
function bumpFor({ versioning, lineage, retuned }: RegisterOrder): Bump {
  if (versioning === 'patch') return 'patch';
  if (lineage.kind === 'full') return 'major';
  return retuned ? 'minor' : 'patch';
}
