import { anotherChampion } from '../src/core/candidate/another-champion.ts';
import { readWhyNot } from '../src/core/outcome/registry-answers.ts';
import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, TimeoutFailure } from '@temporalio/workflow';

/**
 * What made a retrain fail, for people.
 *
 * @throws what is a bug of ours: the workflow task fails then, and is tried again after a fix, so that no retrain is
 *   lost
 */
export function describeFailure(error: unknown): { type: string; message: string } {
  const cause = rootOf(error);
  if (cause instanceof ApplicationFailure) return { type: cause.type ?? 'Error', message: cause.message };
  if (cause instanceof TimeoutFailure) {
    const before = cause.cause ? `; the attempt before: ${cause.cause.message}` : '';
    return { type: 'TimeoutFailure', message: `timed out (${cause.timeoutType})${before}` };
  }
  if (cause === error && !(error instanceof ApplicationFailure)) throw error;
  return {
    type: cause instanceof Error ? cause.name : 'Error',
    message: cause instanceof Error ? cause.message : String(cause),
  };
}

/** The champion because of which a version was not promoted, `null` for none; `undefined` where that is not why. */
export function championInstead(error: unknown): string | null | undefined {
  const cause = rootOf(error);
  if (!(cause instanceof ApplicationFailure)) return undefined;
  const { code, serves = null } = readWhyNot(cause.details?.[0]);
  return code === anotherChampion ? serves : undefined;
}

// --- internal ---

/** The real cause, under the wrapping failures. */
function rootOf(error: unknown): unknown {
  const isWrapped = error instanceof ActivityFailure || error instanceof ChildWorkflowFailure;
  return isWrapped && error.cause ? rootOf(error.cause) : error;
}
