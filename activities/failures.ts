import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { RetrainError } from '../src/terms/errors.ts';

type Activities = Record<string, (argument: never) => Promise<unknown>>;

/**
 * The same activities, with our own errors turned into failures that carry their type and say whether a retry can
 * help: `instanceof` does not survive the trip, the type does.
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

function toFailure(error: unknown): unknown {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (!(error instanceof RetrainError)) return error;
  return ApplicationFailure.create({
    message: error.message,
    type: error.name,
    nonRetryable: error.permanent,
    cause: error.cause instanceof Error ? error.cause : undefined,
  });
}
