import { RegistryError } from '../src/terms/errors.ts';
import { releaseOf } from './release.ts';
import { rollBackTarget } from './roll-back-target.ts';
import type { AliasChange } from '../src/registry/registry.ts';
import type { Bump } from '../src/terms/semver.ts';
import type { Release } from '../src/core/state/lineage.ts';
import type { Dependencies } from './dependencies.ts';
import { readKillSwitch } from './kill-switch.ts';
import type { PromoteOrder, RegisterOrder, RetrainActivities } from './contract.ts';
import { ApplicationFailure } from '@temporalio/common';
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
      const made = await registry.register({
        model,
        retrainId,
        attempt,
        bump,
        artifact,
        metrics,
        lineage,
        streams,
      });
      return { version: made.version, release: releaseOf(made) };
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
      if (alias !== 'champion') return { version, previous: change.from };
      await cleanUp(order);
      return { version, previous: change.from, ...(await described(model, version)) };
    },

    async 'retrain.rejectChallenger'({ model, changeId, version, actor, reason }) {
      // The alias may be a newer challenger's by now.
      if ((await registry.aliased(model, 'challenger'))?.version !== version) return;
      await registry.setAlias({
        model,
        alias: 'challenger',
        version: null,
        expected: version,
        changeId,
        actor,
        reason,
      });
    },

    async 'retrain.rollBack'({ model, changeId, from, actor, reason }) {
      const history = await registry.history(model, 'champion');
      const done = history.find((change) => change.changeId === changeId);
      if (done?.to) {
        // Said once more, for a registry that died between its history and what it shows.
        const why = { actor: done.actor, reason: done.reason };
        await registry.setAlias({ model, alias: 'champion', version: done.to, changeId, expected: done.from, ...why });
        return { version: done.to, previous: done.from, ...(await described(model, done.to)) };
      }
      const champion = (await registry.aliased(model, 'champion'))?.version ?? null;
      if (from !== undefined && champion !== from)
        throw ApplicationFailure.nonRetryable(
          `Expected version \`${from}\` of \`${model}\` to serve, got \`${champion ?? 'none'}\`; nothing is rolled back, ask again to leave that one`,
          'RegistryError',
          { serves: champion }
        );
      const version = rollBackTarget(history, champion) ?? (await previousOf(model, history, champion));
      // Compare and set: of two that roll back at once, the second must not go one further than anybody asked.
      const change = await registry.setAlias({
        model,
        alias: 'champion',
        version,
        changeId,
        expected: champion,
        actor,
        reason: reason || 'rollback',
      });
      return { version, previous: change.from, ...(await described(model, version)) };
    },
  };

  /** For those who are told of it. By now the version serves: what the registry cannot say is left out. */
  async function described(model: string, version: string): Promise<{ release?: Release }> {
    try {
      const found = await registry.version(model, version);
      return found ? { release: releaseOf(found) } : {};
    } catch (error) {
      if (!(error instanceof RegistryError) || !error.permanent) throw error;
      return {};
    }
  }

  /** For a champion that the history does not explain: somebody has set the alias by other means. */
  async function previousOf(model: string, history: readonly AliasChange[], champion: string | null): Promise<string> {
    const target = history.at(-1)?.to === champion ? undefined : await registry.aliased(model, 'previous');
    if (target && target.version !== champion) return target.version;
    throw new RegistryError(`Model \`${model}\` has no previous champion to roll back to; promote a version instead`, {
      permanent: true,
    });
  }

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

  /**
   * The version serves: that is the point of no return, and what comes after it only goes forward. A challenger alias that
   * cannot be taken down does no harm, and to report a failure of a version that serves would.
   */
  async function cleanUp(order: PromoteOrder): Promise<void> {
    try {
      await dropChallenger(order);
    } catch (error) {
      if (!(error instanceof RegistryError) || !error.permanent) throw error;
      const { log } = Context.current();
      log.warn(`Version ${order.version} serves, but is still called challenger: ${error.message}`);
    }
  }

  async function dropChallenger({ model, version, changeId, actor }: PromoteOrder): Promise<void> {
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
