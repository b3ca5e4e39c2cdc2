import { oneLine } from '../../terms/visible-text.ts';
import type { WorkflowHandle } from '@temporalio/client';

/**
 * What a monitor has asked the world for, has failed, and is tried again: the server knows it, the monitor does not.
 */
export async function failingCalls(workflow: WorkflowHandle): Promise<string[]> {
  try {
    const { raw } = await workflow.describe();
    return (raw.pendingActivities ?? []).flatMap(({ activityType, attempt, lastFailure }) => {
      const reason = reasonOf(lastFailure);
      if (reason === null) return [];
      const name = activityType?.name ?? 'a call';
      return [`${name} has failed ${(attempt ?? 2) - 1} times and is tried again: ${reason}`];
    });
  } catch {
    // It is an addition: without it the explanation is still one.
    return [];
  }
}

/** Why an attempt failed, in one line. */
export function reasonOf(failure: Failure | null | undefined): string | null {
  // Of one that is too long for it, the server keeps that, and as its cause the beginning.
  const kept = failure?.message?.startsWith('Failure exceeds size limit') ? failure.cause?.message : null;
  const message = kept || failure?.message;
  return message ? oneLine(message, 600) : null;
}

// --- internal ---

interface Failure {
  message?: string | null;
  cause?: Failure | null;
}
