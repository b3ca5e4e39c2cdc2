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
import type { MonitorEvent, RegistryQuery } from '../src/core/state/events.ts';
import type { MonitorConfig } from '../src/core/state/retrain.ts';
import type { RetrainActivities } from '../activities/contract.ts';

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** Two years of them; a retrain without an end must not be counted through. */
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
export function attemptsUntil(deadline: number): { retry: RetryPolicy } {
  let [attempts, pauseMs] = [1, firstPauseMs];
  for (let leftMs = deadline - Date.now() - pauseMs; leftMs > 0 && attempts < mostAttempts; leftMs -= pauseMs) {
    attempts += 1;
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  }
  return { retry: { ...short.retry, maximumAttempts: attempts } };
}

/** Asks the registry, in the background, which version serves; until it answers nothing is launched. */
export function recall(
  { model, tenant, retrain: { trainer } }: MonitorConfig,
  apply: (event: MonitorEvent) => void
): void {
  const { workflowId } = workflowInfo();
  registryCalls['retrain.recall']
    .executeWithOptions({ summary: `what the registry knows of ${model}` }, [
      { model, monitorId: workflowId, tenant, trainer: readBy(trainer) },
    ])
    .then(({ champion, generation, challenger = null, killSwitch = null, registry }) => {
      // Before anything can be launched.
      if (killSwitch) apply({ type: 'kill-switch-read', reading: killSwitch });
      apply({ type: 'recalled', champion, generation, challenger, ...(registry ? { registry } : {}) });
    })
    .catch((error: unknown) => {
      if (isCancellation(error)) return;
      log.error('the registry cannot be asked; the monitor watches but launches nothing', { error });
      // Histories of before it was asked again end here.
      if (patched('recall-again')) apply({ type: 'registry-failed', message: messageOf(error) });
    });
}

/** What a registry said no with, without the failures that only say where. */
export function messageOf(error: unknown): string {
  if (error instanceof ActivityFailure) return error.cause?.message ?? error.message;
  return error instanceof Error ? error.message : String(error);
}

// --- internal ---

function readBy({ name, taskQueue }: MonitorConfig['retrain']['trainer']): RegistryQuery['trainer'] {
  return { name, ...(taskQueue === undefined ? {} : { taskQueue }) };
}
