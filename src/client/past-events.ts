import type { MonitorInput } from '../core/wire/messages.ts';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { decodePayload, msOf, type HistoryEvent } from './life/history-event.ts';
import { monitorWorkflowId, parseRetrainId } from '../terms/model-id.ts';
import { signalNames, workflowTypes } from '../terms/message-names.ts';
import { isWorkflowGone, translate } from './failures.ts';
import type { PastEvent } from '../backtest/monitor-past.ts';

export interface PastEvents {
  events: PastEvent[];
  /** The monitor's clock in its newest task; `null` before its first. */
  until: number | null;
  /** Number of runs read; a monitor continues as new. */
  runs: number;
  /** Whether earlier runs are gone from the server. */
  isCut: boolean;
}

/**
 * Everything in a monitor's event histories, oldest first, across all runs that the server still has.
 *
 * @throws MonitorNotFoundError when the server has none
 */
export async function pastEvents(client: Client, model: string): Promise<PastEvents> {
  const workflowId = monitorWorkflowId(model);
  const runs: PastEvent[][] = [];
  let until: number | null = null;
  try {
    let runId: string | undefined = (await client.workflow.getHandle(workflowId).describe()).runId;
    while (runId) {
      const history = await historyOf(client.workflow.getHandle(workflowId, runId), runs.length > 0);
      if (!history) return { events: runs.toReversed().flat(), until, runs: runs.length, isCut: true };
      runs.push(await eventsOf(client, history));
      until ??= takenUp(history).findLast((at) => at !== undefined) ?? null;
      runId = history[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? undefined;
    }
  } catch (error) {
    throw translate(model, 'Reading the history', error);
  }
  return { events: runs.toReversed().flat(), until, runs: runs.length, isCut: false };
}

// --- internal ---

async function historyOf(handle: WorkflowHandle, mayBeGone: boolean): Promise<HistoryEvent[] | undefined> {
  try {
    return (await handle.fetchHistory()).events ?? [];
  } catch (error) {
    if (mayBeGone && isWorkflowGone(error)) return undefined;
    throw error;
  }
}

async function eventsOf(client: Client, history: readonly HistoryEvent[]): Promise<PastEvent[]> {
  const times = takenUp(history);
  const recalls = new Set<string>();
  const events: PastEvent[] = [];
  for (const [index, event] of history.entries()) {
    const at = times[index];
    // The monitor has not seen what comes after the last task.
    if (at === undefined) continue;
    const decode = (payloads: readonly Payload[] | null | undefined): Promise<unknown> =>
      decodePayload(client, payloads);
    const started = event.workflowExecutionStartedEventAttributes;
    if (started) {
      const { carried } = (await decode(started.input?.payloads)) as MonitorInput;
      const { champion = null, generation = 0, ...seen } = carried?.state ?? {};
      events.push({ at, type: 'started', champion, generation, seen });
    }
    const signal = event.workflowExecutionSignaledEventAttributes;
    if (signal?.signalName === signalNames.metrics)
      events.push({ at, type: 'batch', batch: await decode(signal.input?.payloads) });
    if (signal?.signalName === signalNames.retrainFinished)
      events.push({ at, type: 'retrain-finished', outcome: await decode(signal.input?.payloads) });
    const child = event.childWorkflowExecutionStartedEventAttributes;
    if (child?.workflowType?.name === workflowTypes.retrain)
      events.push({
        at,
        type: 'retrain-started',
        generation: parseRetrainId(child.workflowExecution?.workflowId ?? '').generation,
      });
    if (event.workflowExecutionUpdateAcceptedEventAttributes) events.push({ at, type: 'command' });
    if (event.activityTaskScheduledEventAttributes?.activityType?.name === 'retrain.recall')
      recalls.add(String(event.eventId));
    const completed = event.activityTaskCompletedEventAttributes;
    if (completed && recalls.has(String(completed.scheduledEventId))) {
      const { champion, generation } = (await decode(completed.result?.payloads)) as Recalled;
      events.push({ at, type: 'recalled', champion, generation });
    }
  }
  return events;
}

interface Recalled {
  champion: string | null;
  generation: number;
}

/** A workflow's clock shows the start of the task that brought the event; a failed task brought nothing. */
function takenUp(history: readonly HistoryEvent[]): (number | undefined)[] {
  const times: (number | undefined)[] = [];
  let started: number | undefined;
  let time: number | undefined;
  for (let index = history.length - 1; index >= 0; index--) {
    const event = history[index]!;
    const completed = event.workflowTaskCompletedEventAttributes;
    if (completed) started = Number(completed.startedEventId);
    if (event.workflowTaskStartedEventAttributes && Number(event.eventId) === started) time = msOf(event);
    times[index] = time;
  }
  return times;
}
