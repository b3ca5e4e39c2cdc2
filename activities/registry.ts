import { RegistryError } from '../src/errors.ts';
import type { Bump } from '../src/core/semver.ts';
import type { Dependencies } from './dependencies.ts';
import { readKillSwitch } from './kill-switch.ts';
import type { PromoteOrder, RegisterOrder, RetrainActivities } from './contract.ts';
import { Context } from '@temporalio/activity';

type RegistryActivities = Pick<
  RetrainActivities,
  'retrain.register' | 'retrain.promote' | 'retrain.rejectChallenger' | 'retrain.rollBack'
>;

/** Everything that changes the registry. Each is idempotent by its own key, because a worker may die right after it. */
export function createRegistryActivities({ registry }: Pick<Dependencies, 'registry'>): RegistryActivities {
  return {
    async 'retrain.register'(order) {
      const { model, retrainId, artifact, metrics, lineage, streams } = order;
      const { attempt } = Context.current().info;
      const bump = bumpFor(order);
      const { version } = await registry.register({
        model,
        retrainId,
        attempt,
        bump,
        artifact,
        metrics,
        lineage,
        streams,
      });
      return { version };
    },

    async 'retrain.promote'(order) {
      const { model, changeId, version, alias, actor, reason, expected, automatic } = order;
      if (automatic && alias === 'champion' && !(await isDone(model, changeId))) {
        const killed = await readKillSwitch(model, automatic.tenant);
        if (killed) return { ...(await challenge(order)), waits: true };
      }
      const change = await registry.setAlias({
        model,
        alias,
        version,
        changeId,
        actor,
        reason,
        ...(expected === undefined ? {} : { expected }),
      });
      if (alias === 'champion') await dropChallenger(model, version, changeId, actor);
      return { version, previous: change.from };
    },

    async 'retrain.rejectChallenger'({ model, changeId, actor, reason }) {
      await registry.setAlias({ model, alias: 'challenger', version: null, changeId, actor, reason });
    },

    async 'retrain.rollBack'({ model, changeId, actor, reason }) {
      const done = (await registry.history(model, 'champion')).find((change) => change.changeId === changeId);
      if (done?.to) return { version: done.to, previous: done.from };
      const target = await registry.aliased(model, 'previous');
      if (!target)
        throw new RegistryError(
          `Model \`${model}\` has no previous champion to roll back to; promote a version instead`,
          {
            permanent: true,
          }
        );
      const change = await registry.setAlias({
        model,
        alias: 'champion',
        version: target.version,
        changeId,
        actor,
        reason: reason || 'rollback',
      });
      return { version: target.version, previous: change.from };
    },
  };

  /** Done by an attempt whose answer was lost: a switch thrown since must not make it half a promotion. */
  async function isDone(model: string, changeId: string): Promise<boolean> {
    return (await registry.history(model, 'champion')).some((change) => change.changeId === changeId);
  }

  async function challenge(order: PromoteOrder): Promise<{ version: string; previous: string | null }> {
    const { model, changeId, version, actor } = order;
    const reason = 'a kill switch is on: it waits for a person';
    await registry.setAlias({ model, alias: 'challenger', version, changeId: `${changeId}/held`, actor, reason });
    return { version, previous: null };
  }

  async function dropChallenger(model: string, version: string, changeId: string, actor: string): Promise<void> {
    const challenger = await registry.aliased(model, 'challenger');
    if (challenger?.version !== version) return;
    const reason = 'promoted to champion';
    await registry.setAlias({
      model,
      alias: 'challenger',
      version: null,
      changeId: `${changeId}/drop-challenger`,
      actor,
      reason,
    });
  }
}

// --- internal ---

/** Same hyper-parameters patch, retuned minor, rebuilt major; or always patch, where the policy wants it so. */
function bumpFor({ versioning, lineage, retuned }: RegisterOrder): Bump {
  if (versioning === 'patch') return 'patch';
  if (lineage.kind === 'full') return 'major';
  return retuned ? 'minor' : 'patch';
}
