import type { Client } from '@temporalio/client';
import { isWorkflowGone } from '../../client/failures.ts';
import { monitorWorkflowId } from '../../terms/model-id.ts';
import { runHistory, type HistoryEvent } from './run-history.ts';

/** A workflow task that fails, or times out, at every attempt. */
export interface Wedge {
  runId: string;
  attempts: number;
  /** When it failed for the first time. */
  since: Date;
  /** What the worker said about it. */
  failure: string;
  /** The event of the last successful task, where a reset goes. */
  resetTo: number;
  /** What came between that and the failing task, in order. */
  suspects: HistoryEvent[];
}

/** How a model's monitor is wedged; `undefined` if it is not, or is not running. */
export async function findWedge(client: Client, model: string): Promise<Wedge | undefined> {
  const workflowId = monitorWorkflowId(model);
  const described = await describe(client, workflowId);
  const attempts = described?.pendingWorkflowTask?.attempt ?? 0;
  const runId = described?.workflowExecutionInfo?.execution?.runId;
  // Workers report the first failure; every further attempt stays with them until it times out.
  if (!runId || attempts < 2) return undefined;
  return wedgeOf(await runHistory(client, workflowId, runId), { runId, attempts });
}

/** Exported for the tests. */
export function wedgeOf(
  events: readonly HistoryEvent[],
  { runId, attempts }: { runId: string; attempts: number }
): Wedge | undefined {
  const completed = events.findLast((event) => event.workflowTaskCompletedEventAttributes);
  const last = Number(completed?.eventId ?? 0);
  const after = events.filter(({ eventId }) => Number(eventId) > last);
  const failed = after.find(isFailure);
  if (!failed) return undefined;
  // Before the first task there is only its start.
  const started = after.find((event) => event.workflowTaskStartedEventAttributes);
  const resetTo = last || Number(started?.eventId ?? 0);
  const suspects = after.filter(({ eventId }) => Number(eventId) < Number(failed.eventId));
  return { runId, attempts, since: timeOf(failed), failure: failureOf(failed), resetTo, suspects };
}

// --- internal ---

async function describe(client: Client, workflowId: string) {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).raw;
  } catch (error) {
    if (isWorkflowGone(error)) return undefined;
    throw error;
  }
}

/** A reset appears in the history as a failed task; that one does not count. */
function isFailure({
  workflowTaskFailedEventAttributes: failed,
  workflowTaskTimedOutEventAttributes,
}: HistoryEvent): boolean {
  return failed ? !failed.newRunId : Boolean(workflowTaskTimedOutEventAttributes);
}

function failureOf({ workflowTaskFailedEventAttributes: failed }: HistoryEvent): string {
  if (!failed) return 'the task exceeds its timeout';
  return (failed.failure?.message || `cause ${failed.cause}`).split('\n', 1)[0]!.slice(0, 500);
}

function timeOf({ eventTime }: HistoryEvent): Date {
  return new Date(Number(eventTime?.seconds ?? 0) * 1_000);
}
