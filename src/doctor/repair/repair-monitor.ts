import { setTimeout as sleep } from 'node:timers/promises';
import { RepairError } from '../../terms/errors.ts';
import { emptyBecause, type Signal } from './judge-message.ts';
import { findWedge, type Wedge } from './find-wedge.ts';
import { monitorWorkflowId } from '../../terms/model-id.ts';
import { resetRun, send } from './reset-run.ts';
import { runHistory, type HistoryEvent } from './run-history.ts';
import { signalNames } from '../../terms/message-names.ts';
import type { Client } from '@temporalio/client';

/** What a repair has found and done. */
export interface Repair {
  model: string;
  /** What the worker said of the task that it failed again and again. */
  failure: string;
  /** The run that could not go on, and the one that goes on in its place. */
  runId: string;
  newRunId: string;
  /** Signals that were taken again, as they were. */
  takenAgain: number;
  /** Signals that were left out, and why. */
  leftOut: LeftOut[];
}

export interface LeftOut {
  eventId: number;
  name: string;
  because: string;
  /** Whether it would have counted for something: then it is lost, and has to be sent again by whoever sent it. */
  isLost: boolean;
}

/**
 * Brings a monitor back whose workflow task fails for ever: resets it to the last task that went well, and has everything
 * that came since taken again but what counts for nothing. When it fails even so, the reports of retrains and nudges that
 * came with the task that fails are left out too.
 *
 * @returns nothing when the monitor is not wedged
 * @throws RepairError when it cannot be brought back by leaving messages out, with what has to be mended
 */
export async function repairMonitor(
  client: Client,
  model: string,
  { waitMs = 60_000 }: { waitMs?: number } = {}
): Promise<Repair | undefined> {
  const first = await findWedge(client, model);
  if (!first) return undefined;
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
      'the worker has to be mended: deploy the version that it ran with before, or one without the fault, and it goes on by itself'
  );
}

// --- internal ---

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
  // Signals that came while the history was read are in the old run, which takes no more from here on.
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
    const because = empty ?? (isSuspect(event, signal) ? 'it came with the task that fails' : undefined);
    if (because === undefined) again.push(signal);
    else
      leftOut.push({
        eventId: Number(event.eventId),
        name: signal.signalName ?? '',
        because,
        isLost: empty === undefined,
      });
  }
  return { again, leftOut, lastEvent: Number(events.at(-1)?.eventId ?? 0) };
}

/** Until the new run has taken all that was sent again, which is success, or fails as the old one did. */
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
        `Monitor \`${model}\` was reset, and no worker has taken it up within ${waitMs / 1_000} s; see that one polls its task queue`
      );
  }
}

/** Whether a task has gone well since the reset and since the last of so many signals. */
function hasTaken(events: readonly HistoryEvent[], count: number): boolean {
  const reset = events.findLastIndex((event) => event.workflowTaskFailedEventAttributes?.newRunId);
  const since = events.slice(reset + 1);
  const signals = since.flatMap((event, i) => (event.workflowExecutionSignaledEventAttributes ? [i] : []));
  const last = count === 0 ? -1 : signals[count - 1];
  return last !== undefined && since.slice(last + 1).some((event) => event.workflowTaskCompletedEventAttributes);
}
