import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { RetrainError, TrainingError } from '../src/terms/errors.ts';

type Activities = Record<string, (argument: never) => Promise<unknown>>;

/**
 * The same activities, with our own errors turned into failures that carry their type and say whether a retry can help:
 * `instanceof` does not survive serialization, the type does.
 */
export function withFailures<A extends object>(activities: A): A {
  const wrapped = Object.entries(activities as Activities).map(([name, run]) => [
    name,
    async (argument: never) => {
      try {
        return await run(argument);
      } catch (error) {
        throw toFailure(error);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as A;
}

// --- internal ---

/**
 * A server accepts a failure of a few hundred kilobytes with all its causes; if it refuses one, the activity times out
 * without an explanation.
 */
const maxMessage = 4_000;
const maxCauses = 4;

function toFailure(error: unknown): unknown {
  if (error instanceof CancelledFailure) return error;
  if (error instanceof ApplicationFailure) return isShort(error) ? error : shortened(error);
  if (error instanceof RetrainError)
    return ApplicationFailure.create({
      message: cut(error.message),
      type: error.name,
      nonRetryable: error.permanent,
      ...(error instanceof TrainingError && error.everyTrial ? { details: [{ everyTrial: true }] } : {}),
      cause: causeOf(error.cause),
    });
  if (!(error instanceof Error)) return new Error(cut(String(error)));
  return isShort(error) ? error : Object.assign(new Error(cut(error.message)), { name: error.name });
}

function shortened({ message, type, nonRetryable, details, nextRetryDelay }: ApplicationFailure): ApplicationFailure {
  return ApplicationFailure.create({
    message: cut(message),
    nonRetryable: nonRetryable ?? false,
    ...(type ? { type } : {}),
    ...(details ? { details } : {}),
    ...(nextRetryDelay ? { nextRetryDelay } : {}),
  });
}

/** Whether it can be reported unchanged, with its stack and causes. */
function isShort(error: Error, depth = 0): boolean {
  if (error.message.length > maxMessage || (error.stack?.length ?? 0) > 2 * maxMessage) return false;
  return !(error.cause instanceof Error) || (depth < maxCauses && isShort(error.cause, depth + 1));
}

function causeOf(cause: unknown, depth = 0): Error | undefined {
  if (!(cause instanceof Error) || depth > maxCauses) return undefined;
  if (isShort(cause)) return cause;
  const copy = new Error(cut(cause.message), { cause: causeOf(cause.cause, depth + 1) });
  return Object.assign(copy, { name: cause.name });
}

function cut(message: string): string {
  return message.length <= maxMessage ? message : `${message.slice(0, maxMessage - 1)}…`;
}
