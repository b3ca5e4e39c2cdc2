import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { defaultTaskQueue } from '../../terms/message-names.ts';
import { longestPollMs, pollersOf } from './pollers.ts';

export interface NobodyAnswers {
  taskQueue: string;
  /** Nobody can answer, so that waiting is of no use. */
  isCertain: boolean;
  /** Nobody has polled for longer than a worker that is alive lets pass. */
  isOld: boolean;
  /** A clause, with what to do. */
  text: string;
}

/** Why a workflow answers nothing, as far as its server can tell. */
export async function whyNobodyAnswers(client: Client, workflow: WorkflowHandle): Promise<NobodyAnswers> {
  const { taskQueue, raw } = await workflow.describe();
  const why = await whyNobodyPolls(client, taskQueue);
  return why.isCertain ? why : { ...why, text: taskHeld(raw, taskQueue) ?? why.text };
}

/** The same of a task queue. */
export async function whyNobodyPolls(
  client: Client,
  taskQueue: string,
  kind: Parameters<typeof pollersOf>[2] = 'workflows'
): Promise<NobodyAnswers> {
  const pollers = await pollersOf(client, taskQueue, kind);
  if (pollers.length === 0)
    return { taskQueue, isCertain: true, isOld: true, text: `no worker polls its task queue; ${startIt(taskQueue)}` };
  const newest = Math.max(...pollers.map(({ polledAt }) => polledAt));
  const ago = Math.max(0, Math.round((Date.now() - newest) / 1_000));
  const text = `a worker last polled task queue \`${taskQueue}\` ${ago} s ago; it is busy, stuck or gone: \`temporal-retrain doctor\` tells, or ${startIt(taskQueue)}`;
  return { taskQueue, isCertain: false, isOld: ago * 1_000 > longestPollMs, text };
}

/** What starts a worker for a task queue, as a clause. One without trainers of one's own would fail their retrains. */
export function startIt(taskQueue: string): string {
  return `start one with \`temporal-retrain worker${queueOption(taskQueue)}\` (and the \`--trainers\` that it had before, if any)`;
}

/** The option that names a task queue at the end of a command; none for the usual one. */
export function queueOption(taskQueue: string): string {
  return taskQueue === defaultTaskQueue ? '' : ` --task-queue ${taskQueue}`;
}

// --- internal ---

/** A worker has a task of the workflow: it is busy, or it is gone and has told nobody. */
function taskHeld(
  { pendingWorkflowTask: task, executionConfig }: WorkflowExecutionDescription['raw'],
  taskQueue: string
): string | undefined {
  if (Number(task?.state) !== taskStarted || !task?.startedTime) return undefined;
  const heldMs = Date.now() - 1_000 * Number(task.startedTime.seconds);
  const timeoutS = Number(executionConfig?.defaultWorkflowTaskTimeout?.seconds ?? 10);
  // Longer than a server lets it have one: the clocks differ.
  if (heldMs < shortTaskMs || heldMs > 1_000 * (timeoutS + 10)) return undefined;
  const leftS = timeoutS - Math.round(heldMs / 1_000);
  const next = leftS > 0 ? `in ${leftS} s` : 'now';
  return `a worker has had a task of its workflow for ${Math.round(heldMs / 1_000)} s; if that worker is gone, the server gives the task to another one ${next}: ask again then; \`temporal-retrain doctor\` tells who polls, or ${startIt(taskQueue)}`;
}

/** `PENDING_WORKFLOW_TASK_STATE_STARTED` of Temporal's API: a fixed number on the wire. */
const taskStarted = 2;
/** A task that takes no longer shows nothing. */
const shortTaskMs = 2_000;
