import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/common';
import { workflowTypes } from '../src/terms/message-names.ts';
import type { RetrainOutcome } from '../src/core/state/retrain.ts';

/** What the server says of a workflow, the newest of that id or a certain run. */
export interface KnownWorkflow {
  type: string;
  /** `RUNNING`, `COMPLETED`, `TERMINATED` and so on. */
  status: string;
  runId: string;
  /** The run it goes back to: of one that was reset, the first. */
  firstRunId: string;
  /** Whose child it is. Nobody but a workflow of that id can have started it as such. */
  parentId: string | undefined;
  result(): Promise<RetrainOutcome>;
}

/** `undefined` when the server knows none. */
export async function describeWorkflow(workflowId: string, runId?: string): Promise<KnownWorkflow | undefined> {
  const { workflow } = Context.current().client;
  try {
    const found = await workflow.getHandle(workflowId, runId).describe();
    return {
      type: found.type,
      status: found.status.name,
      runId: found.runId,
      firstRunId: found.raw.workflowExecutionInfo?.firstRunId || found.runId,
      parentId: found.parentExecution?.workflowId ?? undefined,
      result: () => workflow.getHandle(workflowId, found.runId).result() as Promise<RetrainOutcome>,
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Started by that monitor, and by nobody who only used the name. */
export function isRetrainOf({ type, parentId }: KnownWorkflow, monitorId: string): boolean {
  return type === workflowTypes.retrain && parentId === monitorId;
}
