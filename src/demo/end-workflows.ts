import type { WorkflowClient } from '@temporalio/client';
import { isWorkflowGone } from '../client/failures.ts';
import { monitorWorkflowId, retrainWorkflowId } from '../terms/model-id.ts';

/** Ends the demo's monitor and a retrain under way, for nobody will run them on once the demo's worker has stopped. */
export async function endWorkflows(workflows: WorkflowClient, model: string): Promise<void> {
  const monitorId = monitorWorkflowId(model);
  // The monitor first: it launches nothing more.
  await end(workflows, monitorId);
  for (let generation = 1; await end(workflows, retrainWorkflowId(monitorId, generation)); generation++);
}

// --- internal ---

/** Whether there was such a workflow, running or not. */
async function end(workflows: WorkflowClient, id: string): Promise<boolean> {
  const handle = workflows.getHandle(id);
  try {
    await handle.terminate('the demo is over');
    return true;
  } catch (error) {
    if (!isWorkflowGone(error)) throw error;
  }
  // The server says the same of a workflow that has ended and of one that never was.
  return handle.describe().then(
    () => true,
    () => false
  );
}
