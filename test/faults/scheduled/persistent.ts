import { isGrpcServiceError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { eventually } from '../../support/eventually.ts';

/** As long as a worker may be killed again and again before it has come to it. */
export const patienceMs = 900_000;

/**
 * Asks until there is an answer, as a client does whose server is away for a while. What is no trouble with the line is an
 * answer: thrown, or given back.
 *
 * @param ask must be the same request each time
 */
export async function persistent<T>(ask: () => Promise<T>): Promise<T> {
  const attempt = async (): Promise<{ answer: T } | { error: unknown }> => {
    try {
      return { answer: await ask() };
    } catch (error) {
      return { error };
    }
  };
  const end = await eventually(attempt, (seen) => 'answer' in seen || !isTrouble(seen.error), patienceMs);
  if ('error' in end) throw end.error;
  return end.answer;
}

// --- internal ---

/** Codes of gRPC: cancelled, unknown, deadline exceeded, resource exhausted, failed precondition, aborted, internal, unavailable. */
const troubles = new Set([1, 2, 4, 8, 9, 10, 13, 14]);

function isTrouble(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  const found = error instanceof Error && error.cause !== undefined ? [error, error.cause] : [error];
  return found.some((one) => isGrpcServiceError(one) && troubles.has(one.code));
}
