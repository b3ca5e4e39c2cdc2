import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Signal } from './empty-because.ts';

/** `RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL` */
const signals = 1;

interface Order {
  workflowId: string;
  runId: string;
  /** The task that the new run repeats first. */
  toTask: number;
  reason: string;
  /** The signals after it that are sent again, in order. */
  again: readonly Signal[];
}

/**
 * Goes back to a task and resends the signals that came after it. The server can reapply all of them or none; it cannot
 * leave one out.
 *
 * @returns the new run
 */
export async function resetRun(client: Client, { workflowId, runId, toTask, reason, again }: Order): Promise<string> {
  const answer = await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId, runId },
    reason: reason.slice(0, 500),
    workflowTaskFinishEventId: toTask as never,
    requestId: randomUUID(),
    resetReapplyExcludeTypes: [signals],
  });
  for (const signal of again) await send(client, workflowId, signal);
  return answer.runId;
}

/** Sends a signal unchanged. */
export async function send(client: Client, workflowId: string, { signalName, input, header }: Signal): Promise<void> {
  const { namespace } = client.options;
  const workflowExecution = { workflowId };
  await client.workflowService.signalWorkflowExecution({ namespace, workflowExecution, signalName, input, header });
}
