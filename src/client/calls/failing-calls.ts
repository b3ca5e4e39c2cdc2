import { oneLine } from '../../terms/visible-text.ts';
import type { WorkflowHandle } from '@temporalio/client';

/**
 * What a monitor has asked the world for, has failed, and is tried again: the server knows it, the monitor does not.
 */
export async function failingCalls(workflow: WorkflowHandle): Promise<string[]> {
  try {
    const { raw } = await workflow.describe();
    return (raw.pendingActivities ?? []).flatMap(({ activityType, attempt, lastFailure }) => {
      if (!lastFailure?.message) return [];
      const name = activityType?.name ?? 'a call';
      return [
        `${name} has failed ${(attempt ?? 2) - 1} times and is tried again: ${oneLine(lastFailure.message, 600)}`,
      ];
    });
  } catch {
    // It is an addition: without it the explanation is still one.
    return [];
  }
}
