import { setTimeout as sleep } from 'node:timers/promises';
import { MonitorNotFoundError, RepairError } from '../../terms/errors.ts';
import { emptyBecause, type Signal } from './empty-because.ts';
import { findWedge, type Wedge } from './find-wedge.ts';
import { isWorkflowGone } from '../../client/failures.ts';
import { monitorWorkflowId } from '../../terms/model-id.ts';
import { resetRun, send } from './reset-run.ts';
import { runHistory, type HistoryEvent } from './run-history.ts';
import { signalNames } from '../../terms/message-names.ts';
import type { Client } from '@temporalio/client';

/** What a repair has found and done. */
export interface Repair {
  model: string;
  /** What the worker said about the failing task. */
  failure: string;
  /** The wedged run, and the run that replaces it. */
  runId: string;
  newRunId: string;
  /** Signals that were sent again, unchanged. */
  takenAgain: number;
  /** Signals that were dropped, and why. */
  leftOut: LeftOut[];
}

export interface LeftOut {
  eventId: number;
  name: string;
  because: string;
  /** Whether it would have counted: then it is lost, and its sender has to send it again. */
  isLost: boolean;
}

/**
 * Repairs a monitor whose workflow task keeps failing: resets it to the last successful task, and sends everything
 * since then again, except what would not count. If it still fails, the reports of retrains and the nudges that came
 * with the failing task are dropped too.
 *
 * @returns nothing when the monitor is not wedged
 * @throws MonitorNotFoundError when there is none of that model
 * @throws RepairError when dropping messages does not help, with what has to be fixed
 */
export async function repairMonitor(
  client: Client,
  model: string,
  { waitMs = 60_000 }: { waitMs?: number } = {}
): Promise<Repair | undefined> {
  const first = await findWedge(client, model);
  if (!first) return mustRun(client, model);
  let wedge: Wedge = first;
  const leftOut: LeftOut[] = [];
  for (const isSuspect of [suspectsNothing, suspectsAllButMetrics]) {
    const done = await attempt(client, model, wedge, isSuspect);
    leftOut.push(...done.leftOut);
    const { failure, runId } = first;
    const again = await untilDecided(client, model, done, waitMs);
    if (!again) return { model, failure, runId, newRunId: done.newRunId, takenAgain: done.takenAgain, leftOut };
    wedge = again;
  }
  throw new RepairError(
    `Monitor \`${model}\` fails its task even without the messages that came with it: ${wedge.failure}; ` +
      'fix the worker: deploy the version that it ran with before, or one without the fault, and the monitor continues'
  );
}

// --- internal ---

async function mustRun(client: Client, model: string): Promise<undefined> {
  try {
    const { status } = await client.workflow.getHandle(monitorWorkflowId(model)).describe();
    if (status.name === 'RUNNING') return undefined;
  } catch (error) {
    if (!isWorkflowGone(error)) throw error;
  }
  const next = 'start it with `temporal-retrain monitor start <file>`';
  throw new MonitorNotFoundError(`No monitor of \`${model}\` is running; ${next}`, { model });
}

type IsSuspect = (event: HistoryEvent, signal: Signal, wedge: Wedge) => boolean;

const suspectsNothing: IsSuspect = () => false;
const suspectsAllButMetrics: IsSuspect = ({ eventId }, { signalName }, { suspects }) =>
  signalName !== signalNames.metrics && suspects.some((one) => String(one.eventId) === String(eventId));

async function attempt(
  client: Client,
  model: string,
  wedge: Wedge,
  isSuspect: IsSuspect
): Promise<{ newRunId: string; takenAgain: number; leftOut: LeftOut[] }> {
  const workflowId = monitorWorkflowId(model);
  const { runId, resetTo, failure } = wedge;
  const sorted = sortOut(await runHistory(client, workflowId, runId), resetTo, (event, signal) =>
    isSuspect(event, signal, wedge)
  );
  const reason = `temporal-retrain doctor --repair: ${failure}`;
  const newRunId = await resetRun(client, { workflowId, runId, toTask: resetTo, reason, again: sorted.again });
  // Signals that arrived while the history was read are in the old run, which now accepts no more.
  const late = sortOut(await runHistory(client, workflowId, runId), sorted.lastEvent, () => false);
  for (const signal of late.again) await send(client, workflowId, signal);
  return {
    newRunId,
    takenAgain: sorted.again.length + late.again.length,
    leftOut: [...sorted.leftOut, ...late.leftOut],
  };
}

function sortOut(
  events: readonly HistoryEvent[],
  after: number,
  isSuspect: (event: HistoryEvent, signal: Signal) => boolean
): { again: Signal[]; leftOut: LeftOut[]; lastEvent: number } {
  const again: Signal[] = [];
  const leftOut: LeftOut[] = [];
  for (const event of events) {
    const signal = event.workflowExecutionSignaledEventAttributes;
    if (!signal || Number(event.eventId) <= after) continue;
    const empty = emptyBecause(signal);
    const because = empty ?? (isSuspect(event, signal) ? 'it came with the failing task' : undefined);
    if (because === undefined) again.push(signal);
    else
      leftOut.push({
        eventId: Number(event.eventId),
        name: signal.signalName ?? '',
        because,
        isLost: empty === undefined,
      });
  }
  return { again, leftOut, lastEvent: Number(events.findLast(isKept)?.eventId ?? after) };
}

/**
 * Of a task that fails again and again a server only shows the newest attempt; its numbers go to whatever comes next.
 */
function isKept(event: HistoryEvent): boolean {
  return !event.workflowTaskScheduledEventAttributes && !event.workflowTaskStartedEventAttributes;
}

/** Waits until the new run has processed everything sent again, which is success, or fails like the old one. */
async function untilDecided(
  client: Client,
  model: string,
  { newRunId, takenAgain }: { newRunId: string; takenAgain: number },
  waitMs: number
): Promise<Wedge | undefined> {
  const workflowId = monitorWorkflowId(model);
  for (const until = Date.now() + waitMs; ; await sleep(250)) {
    const wedge = await findWedge(client, model);
    if (wedge) return wedge;
    if (hasTaken(await runHistory(client, workflowId, newRunId), takenAgain)) return undefined;
    if (Date.now() >= until)
      throw new RepairError(
        `Monitor \`${model}\` was reset, and no worker has taken it up within ${waitMs / 1_000} s; check that one polls its task queue`
      );
  }
}

/** Whether a task has succeeded since the reset and after `count` signals. */
function hasTaken(events: readonly HistoryEvent[], count: number): boolean {
  const reset = events.findLastIndex((event) => event.workflowTaskFailedEventAttributes?.newRunId);
  const since = events.slice(reset + 1);
  const signals = since.flatMap((event, i) => (event.workflowExecutionSignaledEventAttributes ? [i] : []));
  const last = count === 0 ? -1 : signals[count - 1];
  return last !== undefined && since.slice(last + 1).some((event) => event.workflowTaskCompletedEventAttributes);
}
