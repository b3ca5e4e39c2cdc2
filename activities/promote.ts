import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { anotherChampion } from '../src/core/candidate/another-champion.ts';
import { attemptStamp, described, requireRegistry } from './registry-order.ts';
import { readKillSwitch } from './kill-switch.ts';
import { readPolicy } from './read-policy.ts';
import { RegistryError } from '../src/terms/errors.ts';
import type { Dependencies } from './dependencies.ts';
import type { AliasChange, ModelRegistry } from '../src/registry/registry.ts';
import type { PromoteOrder, RetrainActivities } from './contract.ts';

/** Gives a version an alias: `champion` serves from then on. Idempotent by the change's own id. */
export function createPromote({
  registry,
}: Pick<Dependencies, 'registry'>): Pick<RetrainActivities, 'retrain.promote'> {
  return {
    async 'retrain.promote'(order) {
      await requireRegistry(registry, order, 10);
      const { model, changeId, version, alias, actor, reason, expected } = order;
      const because = await whyItWaits(registry, order);
      if (because !== undefined) return { ...(await challenge(registry, order, because)), waits: true, because };
      const change = await registry
        .setAlias({
          model,
          alias,
          version,
          changeId,
          actor,
          reason,
          token: tokenOf(order),
          ...(expected === undefined ? {} : { expected }),
        })
        .catch((error: unknown) => asItServes(registry, order, error));
      if (alias !== 'champion') return { version, previous: change.from };
      await cleanUp(registry, order);
      return { version, previous: change.from, ...(await described(registry, model, version)) };
    },
  };
}

// --- internal ---

/**
 * What a refusal means where somebody has changed the champion meanwhile. If they have put this very version there, it
 * serves. Otherwise the failure says to programs what serves: the version is not a bad one. Each registry refuses in
 * words of its own, so that is looked up.
 *
 * @throws the refusal
 */
async function asItServes(
  registry: ModelRegistry,
  { model, alias, version, expected }: PromoteOrder,
  error: unknown
): Promise<Pick<AliasChange, 'from'>> {
  const isRefused = error instanceof RegistryError && error.permanent;
  if (!isRefused || alias !== 'champion' || expected === undefined) throw error;
  const serves = (await registry.aliased(model, 'champion'))?.version ?? null;
  if (serves === version) return { from: (await registry.history(model, 'champion')).at(-1)?.from ?? null };
  if (serves === expected) throw error;
  throw ApplicationFailure.nonRetryable(error.message, error.name, { code: anotherChampion, serves });
}

function tokenOf({ retrainId }: PromoteOrder): { retrainId: string; attempt: number } {
  return { retrainId, attempt: attemptStamp() };
}

/** An unapproved version waits for a person while a kill switch is on, or if a person has moved the alias. */
async function whyItWaits(registry: ModelRegistry, order: PromoteOrder): Promise<string | undefined> {
  const { model, alias, automatic } = order;
  if (!automatic || alias !== 'champion' || (await isDone(registry, order))) return undefined;
  if (await readKillSwitch(model, automatic.tenant)) return 'a kill switch is on: it waits for a person';
  if (await hasChanged(model, automatic.revision))
    return 'the policy was changed while it was in the gate: it waits for a person';
  const shown = (await registry.aliased(model, 'champion'))?.shown;
  if (shown === undefined) return undefined;
  return `someone has set the registry's alias champion to ${shown ?? 'nothing'}: it waits for a person`;
}

/** Whether the policy is no longer the one of that revision, which its gate went by. */
async function hasChanged(model: string, revision: number | undefined): Promise<boolean> {
  if (revision === undefined) return false;
  const policy = await readPolicy(model);
  return policy !== null && policy.revision !== revision;
}

/** Done by an attempt whose answer was lost: a switch turned on since must not leave half a promotion. */
async function isDone(registry: ModelRegistry, { model, changeId }: PromoteOrder): Promise<boolean> {
  return (await registry.history(model, 'champion')).some((change) => change.changeId === changeId);
}

async function challenge(
  registry: ModelRegistry,
  order: PromoteOrder,
  reason: string
): Promise<{ version: string; previous: string | null }> {
  const { model, changeId, version, actor } = order;
  const token = tokenOf(order);
  await registry.setAlias({ model, alias: 'challenger', version, changeId: `${changeId}/held`, actor, reason, token });
  return { version, previous: null };
}

/**
 * The version serves: from here there is no way back, only forward. A challenger alias that cannot be removed does no
 * harm; to report the failure of a version that serves would.
 */
async function cleanUp(registry: ModelRegistry, order: PromoteOrder): Promise<void> {
  try {
    await dropChallenger(registry, order);
  } catch (error) {
    if (!(error instanceof RegistryError) || !error.permanent) throw error;
    const { log } = Context.current();
    log.warn(`Version ${order.version} serves, but is still called challenger: ${error.message}`);
  }
}

async function dropChallenger(
  registry: ModelRegistry,
  { model, version, changeId, actor }: PromoteOrder
): Promise<void> {
  const challenger = await registry.aliased(model, 'challenger');
  if (challenger?.version !== version) return;
  await registry.setAlias({
    model,
    alias: 'challenger',
    version: null,
    changeId: `${changeId}/drop-challenger`,
    actor,
    reason: 'promoted to champion',
  });
}
