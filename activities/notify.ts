import { excerpt } from '../src/terms/visible-text.ts';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import { NotificationError, NotifierNotFoundError } from '../src/terms/errors.ts';
import { notifyRetry } from '../src/terms/timings.ts';
import type { Notice } from '../src/core/state/events.ts';
import type { NotifyAnswer, RetrainActivities } from './contract.ts';
import type { Dependencies } from './dependencies.ts';

/** Tells notifiers, and says or retries which have failed; a retry comes not before their `Retry-After`. */
export function createNotify({
  notifiers,
}: Pick<Dependencies, 'notifiers'>): Pick<RetrainActivities, 'retrain.notify' | 'retrain.deliver'> {
  const unheard = (notices: readonly Notice[]): NotifyAnswer | undefined =>
    notices.every(({ repeated }) => repeated) && !notifiers.hearsRepeats() ? { repeats: 'unheard' } : undefined;
  return {
    async 'retrain.notify'(notices) {
      const context = Context.current();
      const failedBefore: unknown = context.info.heartbeatDetails;
      const only = Array.isArray(failedBefore) ? { only: failedBefore.map(String) } : {};
      const failures = await notifiers.dispatch(notices, only);
      if (failures.size === 0) return unheard(notices);
      context.heartbeat([...failures.keys()]);
      const text = [...failures].map(([name, error]) => `${name}: ${error.message}`).join('; ');
      throw undelivered(text, text, waitOf(failures.values(), context.info.attempt));
    },

    async 'retrain.deliver'(delivery) {
      const { attempt } = Context.current().info;
      const { notices } = delivery;
      if ('only' in delivery) {
        const { only, after } = delivery;
        const failed = (error: string, waitMs?: number, type?: string): ApplicationFailure =>
          undelivered(`${only}: ${error}`, error, waitMs, type);
        // The first try was with all the others: this is what it came to.
        if (after && attempt === 1) throw failed(after.error, after.waitMs);
        const isHeard = notifiers.hears(only, notices);
        // Another worker may know it, as while a new one takes over.
        if (isHeard === undefined) throw failed(unknownText(notifiers.names()), undefined, NotifierNotFoundError.name);
        if (!isHeard) return { asked: false };
        const failures = await notifiers.dispatch(notices, { only: [only] });
        const error = failures.get(only);
        if (error) throw failed(error.message, waitOf([error], attempt));
        return undefined;
      }
      const { except } = delivery;
      const failures = await notifiers.dispatch(notices, { except });
      const failed = [...failures].map(([name, error]) => {
        const waitMs = waitOf([error], 1) ?? notifyRetry.initialIntervalMs;
        const repeats = notifiers.hearsRepeats(name) ? {} : { repeats: 'unheard' as const };
        return { name, error: excerpt(error.message, maxErrorChars), waitMs, ...repeats };
      });
      return { ...unheard(notices), ...(failed.length > 0 ? { failed } : {}) };
    },
  };
}

// --- internal ---

const longestDelayMs = 3_600_000;
const maxErrorChars = 500;

function unknownText(known: readonly string[]): string {
  return `the worker has no notifier of this name; it has: ${known.join(', ') || 'none'}`;
}

/**
 * @param error  what one that was asked alone has said, for whoever knows its name anyway
 * @param waitMs how long the receiver is left alone; absent: as long as a retry usually waits
 */
function undelivered(text: string, error: string, waitMs?: number, type = 'NotificationError'): ApplicationFailure {
  Context.current().log.warn(`notices not delivered to ${text}`);
  return ApplicationFailure.create({
    message: excerpt(`notices not delivered to ${text}`, 1_000),
    type,
    details: [excerpt(error, maxErrorChars)],
    category: ApplicationFailureCategory.BENIGN,
    ...(waitMs === undefined ? {} : { nextRetryDelay: waitMs }),
  });
}

/** Waits as long as the receiver asks, but never retries more often than for a receiver that does not ask. */
function waitOf(failures: Iterable<Error>, attempt: number): number | undefined {
  const asked = [...failures].flatMap((error) =>
    error instanceof NotificationError && error.retryAfterMs !== undefined ? [error.retryAfterMs] : []
  );
  if (asked.length === 0) return undefined;
  const { initialIntervalMs, maximumIntervalMs } = notifyRetry;
  const usual = Math.min(initialIntervalMs * 2 ** (attempt - 1), maximumIntervalMs);
  return Math.ceil(Math.min(Math.max(usual, ...asked), longestDelayMs));
}
