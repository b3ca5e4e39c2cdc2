import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { attributesOf, policyDetails } from '../shown-in-temporal.ts';
import { monitorTaskTimeoutMs } from '../../terms/timings.ts';
import { monitorWorkflowId } from '../../terms/model-id.ts';
import { workflowTypes } from '../../terms/message-names.ts';
import type { MonitorInput } from '../../core/wire/messages.ts';

/** Starts the workflow of a monitor, unless it runs. A set that it is of is kept in its memo, for all of its runs. */
export async function startMonitor(
  client: Client,
  input: MonitorInput,
  { taskQueue, applySet }: { taskQueue: string; applySet?: string | undefined }
): Promise<{ started: boolean }> {
  const { model } = input.config;
  try {
    await client.workflow.start(workflowTypes.monitor, {
      workflowId: monitorWorkflowId(model),
      taskQueue,
      workflowTaskTimeout: monitorTaskTimeoutMs,
      args: [input],
      // FAIL rather than USE_EXISTING, because it shows whether this call has started the monitor.
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: `monitor of ${model}`,
      staticDetails: policyDetails(input),
      ...(applySet === undefined ? {} : { memo: { applySet } }),
      ...(input.searchAttributes ? { typedSearchAttributes: attributesOf(input.config) } : {}),
    });
    return { started: true };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return { started: false };
    throw error;
  }
}

/** The set that a memo names; anybody may have written it. */
export function applySetOf({ applySet }: Record<string, unknown> = {}): string | null {
  return typeof applySet === 'string' ? applySet : null;
}
