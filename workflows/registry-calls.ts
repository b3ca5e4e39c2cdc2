import {
  ActivityCancellationType,
  ActivityFailure,
  isCancellation,
  log,
  patched,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { RetryPolicy } from '@temporalio/common';
import type { Effect, MonitorEvent, RegistryQuery } from '../src/core/state/events.ts';
import type { MonitorConfig } from '../src/core/state/retrain.ts';
import type { RetrainActivities } from '../activities/contract.ts';

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** Two years of attempts; a retrain without a deadline must not count forever. */
const mostAttempts = 1_000_000;

const short = {
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: firstPauseMs, maximumInterval: longestPauseMs },
} as const;

/** Calls of the registry and the like: short, idempotent, tried until they work. */
export const registryCalls = proxyActivities<RetrainActivities>(short);

/**
 * Calls by which a retrain changes the registry. One that is under way when the retrain is cancelled is waited for:
 * otherwise the retrain would say "cancelled" of a version that serves.
 */
export const registryChanges = proxyActivities<RetrainActivities>({
  ...short,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/**
 * As many attempts as there is time for when each fails at once. A registry that stays broken then ends a retrain with
 * what it last said, just before the retrain's own time is over, which would say nothing; and no attempt is cut short.
 */
export function attemptsUntil(deadline: number, now = Date.now()): { retry: RetryPolicy } {
  let [attempts, pauseMs] = [1, firstPauseMs];
  for (let leftMs = deadline - now - pauseMs; leftMs > 0 && attempts < mostAttempts; leftMs -= pauseMs) {
    attempts += 1;
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  }
  return { retry: { ...short.retry, maximumAttempts: attempts } };
}

/** Asks the registry which version serves; until it answers nothing is launched. */
export async function askRegistry(query: Recall): Promise<MonitorEvent[]> {
  const known = await registryCalls['retrain.recall'].executeWithOptions(
    { summary: `what the registry knows of ${query.model}` },
    [query]
  );
  const { champion, generation, challenger = null, killSwitch = null, registry, runId } = known;
  const more = { ...(registry ? { registry } : {}), ...(runId === undefined ? {} : { runId }) };
  const recalled = { type: 'recalled', champion, generation, challenger, ...more } as const;
  // Runs before anything can be launched.
  return killSwitch ? [{ type: 'kill-switch-read', reading: killSwitch }, recalled] : [recalled];
}

/** The same in the background, for runs that version 0.1.0 has begun. */
export function recall(
  { model, tenant, retrain: { trainer } }: MonitorConfig,
  apply: (event: MonitorEvent) => void
): void {
  const { workflowId } = workflowInfo();
  askRegistry({ model, monitorId: workflowId, tenant, trainer: readBy(trainer) })
    .then((events) => {
      for (const event of events) apply(event);
    })
    .catch((error: unknown) => {
      if (isCancellation(error)) return;
      log.error('the registry cannot be asked; the monitor watches but launches nothing', { error });
      // Older histories end here, as they did not ask again.
      if (patched('recall-again')) apply({ type: 'registry-failed', message: messageOf(error) });
    });
}

/** The registry's own refusal, without the wrapping failures. */
export function messageOf(error: unknown): string {
  if (error instanceof ActivityFailure) return error.cause?.message ?? error.message;
  return error instanceof Error ? error.message : String(error);
}

// --- internal ---

type Recall = Omit<Extract<Effect, { type: 'recall' }>, 'type'>;

function readBy({ name, taskQueue }: MonitorConfig['retrain']['trainer']): RegistryQuery['trainer'] {
  return { name, ...(taskQueue === undefined ? {} : { taskQueue }) };
}
