import { excerpt } from '../src/terms/visible-text.ts';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import { NotificationError } from '../src/terms/errors.ts';
import { notifyRetry } from '../src/terms/timings.ts';
import type { RetrainActivities } from './contract.ts';
import type { Dependencies } from './dependencies.ts';

/** Notifies every notifier; a retry notifies only those that failed, and not before their `Retry-After`. */
export function createNotify({
  notifiers,
}: Pick<Dependencies, 'notifiers'>): Pick<RetrainActivities, 'retrain.notify'> {
  return {
    async 'retrain.notify'(notices) {
      const context = Context.current();
      const failedBefore: unknown = context.info.heartbeatDetails;
      const only = Array.isArray(failedBefore) ? { only: failedBefore.map(String) } : {};
      const failures = await notifiers.dispatch(notices, only);
      if (failures.size === 0)
        return notices.every(({ repeated }) => repeated) && !notifiers.hearsRepeats()
          ? { repeats: 'unheard' }
          : undefined;
      context.heartbeat([...failures.keys()]);
      const text = [...failures].map(([name, error]) => `${name}: ${error.message}`).join('; ');
      context.log.warn(`notices not delivered to ${text}`);
      throw ApplicationFailure.create({
        message: excerpt(`notices not delivered to ${text}`, 1_000),
        type: 'NotificationError',
        category: ApplicationFailureCategory.BENIGN,
        ...nextDelay(failures.values(), context.info.attempt),
      });
    },
  };
}

// --- internal ---

const longestDelayMs = 3_600_000;

/** Waits as long as the receiver asks, but never retries more often than for a receiver that does not ask. */
function nextDelay(failures: Iterable<Error>, attempt: number): { nextRetryDelay?: number } {
  const asked = [...failures].flatMap((error) =>
    error instanceof NotificationError && error.retryAfterMs !== undefined ? [error.retryAfterMs] : []
  );
  if (asked.length === 0) return {};
  const { initialIntervalMs, maximumIntervalMs } = notifyRetry;
  const usual = Math.min(initialIntervalMs * 2 ** (attempt - 1), maximumIntervalMs);
  return { nextRetryDelay: Math.ceil(Math.min(Math.max(usual, ...asked), longestDelayMs)) };
}
