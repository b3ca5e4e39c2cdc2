import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import { workflowTypes } from '../src/terms/message-names.ts';
import type { RetrainOutcome } from '../src/core/state/retrain.ts';

/** What the server says about a workflow, the newest of that id or a certain run. */
export interface KnownWorkflow {
  type: string;
  /** `RUNNING`, `COMPLETED`, `TERMINATED` and so on. */
  status: string;
  runId: string;
  /** The run it goes back to: of one that was reset, the first. */
  firstRunId: string;
  /** Whose child it is. Nobody but a workflow of that id can have started it as such. */
  parentId: string | undefined;
  /** Whether its parent, if it has one, is of this namespace. */
  isOfThisNamespace(): Promise<boolean>;
  result(): Promise<RetrainOutcome>;
}

/** `undefined` when the server knows none. */
export async function describeWorkflow(workflowId: string, runId?: string): Promise<KnownWorkflow | undefined> {
  const { client } = Context.current();
  const { workflow } = client;
  try {
    const found = await workflow.getHandle(workflowId, runId).describe();
    return {
      type: found.type,
      status: found.status.name,
      runId: found.runId,
      firstRunId: found.raw.workflowExecutionInfo?.firstRunId || found.runId,
      parentId: found.parentExecution?.workflowId ?? undefined,
      isOfThisNamespace: () => isParentHere(client, { workflowId, runId: found.runId }),
      result: () => workflow.getHandle(workflowId, found.runId).result() as Promise<RetrainOutcome>,
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Started by that monitor, and by nobody who only used its name or its id in another namespace. */
export async function isRetrainOf(found: KnownWorkflow, monitorId: string): Promise<boolean> {
  if (found.type !== workflowTypes.retrain || found.parentId !== monitorId) return false;
  return found.isOfThisNamespace();
}

// --- internal ---

/** A description names the parent's namespace by a number; its first event has the name. */
async function isParentHere(client: Client, execution: { workflowId: string; runId: string }): Promise<boolean> {
  const { namespace } = client.options;
  const first = await client.workflowService.getWorkflowExecutionHistory({ namespace, execution, maximumPageSize: 1 });
  const parent = first.history?.events?.[0]?.workflowExecutionStartedEventAttributes?.parentWorkflowNamespace;
  return parent === namespace;
}
