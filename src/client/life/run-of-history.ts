import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { decodePayload, type HistoryEvent } from './history-event.ts';
import { eventsOfActivity, eventsOfFailure, type Asked } from './activity-events.ts';
import { excerpt } from '../../terms/visible-text.ts';
import { parseRetrainId } from '../../terms/model-id.ts';
import { readAsked, readRevision } from '../../core/wire/asked.ts';
import { signalNames, undecodableMarker, updateNames, workflowTypes } from '../../terms/message-names.ts';
import { tasksOf } from './tasks-of.ts';
import { updateCommand } from './update-command.ts';
import type { Happened, LifeRun, LifeTask } from '../../backtest/life/life.ts';
import type { MonitorInput } from '../../core/wire/messages.ts';
import type { RetrainRequest } from '../../core/state/retrain.ts';

/**
 * What a run has taken in, task by task, read from its event history.
 *
 * @returns `undefined` when the history does not begin with the start of a monitor
 */
export async function runOfHistory(
  client: Client,
  runId: string,
  history: readonly HistoryEvent[]
): Promise<LifeRun | undefined> {
  const started = history[0]?.workflowExecutionStartedEventAttributes;
  if (!started) return undefined;
  const reader = new RunReader(client, history);
  for (const [index, event] of history.entries()) await reader.read(index, event);
  const input = (await decodePayload(client, started.input?.payloads)) as MonitorInput;
  return { runId, input, patches: reader.patches, tasks: reader.tasks };
}

// --- internal ---

class RunReader {
  readonly patches: string[] = [];
  readonly tasks: LifeTask[];
  private readonly client: Client;
  private readonly task: Int32Array;
  private readonly asked = new Map<string, Asked>();
  private readonly requests = new Map<string, RetrainRequest>();
  /** Policies that are being checked, in the order in which they came: one is checked after the other. */
  private readonly policies: { asked: unknown; id: { id?: string } }[] = [];

  constructor(client: Client, history: readonly HistoryEvent[]) {
    this.client = client;
    const { at, task } = tasksOf(history);
    this.task = task;
    this.tasks = at.map((one) => ({ at: one, answers: [], messages: [] }));
  }

  async read(index: number, event: HistoryEvent): Promise<void> {
    const task = this.tasks[this.task[index] ?? -1];
    await this.note(event);
    // The monitor has not seen what comes after the last task.
    if (!task) return;
    const message = await this.messageOf(event);
    if (message) task.messages.push(message);
    for (const answer of await this.answersOf(event, task)) task.answers.push(answer);
  }

  // --- internal ---

  /** What the monitor has asked for. */
  private async note(event: HistoryEvent): Promise<void> {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled) {
      const input = await this.decode(scheduled.input?.payloads);
      this.asked.set(String(event.eventId), { type: scheduled.activityType?.name ?? '', input });
    }
    const initiated = event.startChildWorkflowExecutionInitiatedEventAttributes;
    if (initiated?.workflowType?.name === workflowTypes.retrain)
      this.requests.set(initiated.workflowId ?? '', (await this.decode(initiated.input?.payloads)) as RetrainRequest);
    const details = event.markerRecordedEventAttributes?.details?.['patch-data'];
    if (details) {
      const { id } = ((await this.decode(details.payloads)) ?? {}) as { id?: unknown };
      if (typeof id === 'string') this.patches.push(id);
    }
  }

  private async messageOf(event: HistoryEvent): Promise<Happened | undefined> {
    const signal = event.workflowExecutionSignaledEventAttributes;
    if (signal) return signalOf(signal.signalName ?? '', await this.decode(signal.input?.payloads));
    const { input: update, meta } = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest ?? {};
    if (!update) return undefined;
    const asked = await this.decode(update.args?.payloads);
    const id = meta?.updateId ? { id: meta.updateId } : {};
    if (update.name === updateNames.policy) {
      this.policies.push({ asked, id });
      return undefined;
    }
    const command = updateCommand(update.name ?? '', asked);
    return command && { type: 'command', command: { ...command, ...id } };
  }

  private async answersOf(event: HistoryEvent, task: LifeTask): Promise<Happened[]> {
    if (event.timerFiredEventAttributes) return [{ type: 'event', event: { type: 'tick' } }];
    const completed = event.activityTaskCompletedEventAttributes;
    const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
    const id = String((completed ?? failed)?.scheduledEventId ?? '');
    const asked = this.asked.get(id);
    if (asked?.type === 'retrain.checkMonitor') {
      const { asked: policy, id: its } = this.policies.shift() ?? { asked: undefined, id: {} };
      if (!completed) return [];
      const checked = (await this.decode(completed.result?.payloads)) as object;
      // A policy that was checked is a command whose turn has come.
      const command = { ...checked, ...readRevision(policy), ...readAsked(policy), ...its, name: 'policy' } as never;
      task.messages.push({ type: 'command', command });
      return [];
    }
    if (asked && completed) return events(eventsOfActivity(asked, await this.decode(completed.result?.payloads)));
    if (asked && failed) {
      const { message, applicationFailureInfo } = failed.failure ?? {};
      const said = await this.decode(applicationFailureInfo?.details?.payloads);
      return events(eventsOfFailure(asked, { message: message ?? '', said }));
    }
    return events(await this.endsOf(event, task.at));
  }

  private async endsOf(event: HistoryEvent, at: number): Promise<Parameters<typeof events>[0]> {
    const started = event.childWorkflowExecutionStartedEventAttributes;
    const generationOf = (workflowId: string | null | undefined): number => parseRetrainId(workflowId ?? '').generation;
    if (started) {
      const { workflowId, runId } = started.workflowExecution ?? {};
      return [{ type: 'retrain-started', generation: generationOf(workflowId), at, ...(runId ? { runId } : {}) }];
    }
    const refused = event.startChildWorkflowExecutionFailedEventAttributes;
    const request = refused && this.requests.get(refused.workflowId ?? '');
    if (request) return [{ type: 'retrain-taken', request }];
    const completed = event.childWorkflowExecutionCompletedEventAttributes;
    if (completed) {
      const outcome = await this.decode(completed.result?.payloads);
      return [{ type: 'retrain-finished', outcome, generation: generationOf(completed.workflowExecution?.workflowId) }];
    }
    const ended =
      event.childWorkflowExecutionFailedEventAttributes ??
      event.childWorkflowExecutionCanceledEventAttributes ??
      event.childWorkflowExecutionTerminatedEventAttributes ??
      event.childWorkflowExecutionTimedOutEventAttributes;
    return ended ? [{ type: 'retrain-ended', generation: generationOf(ended.workflowExecution?.workflowId) }] : [];
  }

  private decode(payloads: readonly Payload[] | null | undefined): Promise<unknown> {
    return decodePayload(this.client, payloads);
  }
}

function events(list: ReturnType<typeof eventsOfActivity>): Happened[] {
  return list.map((event) => ({ type: 'event', event }));
}

function signalOf(name: string, payload: unknown): Happened {
  const undecodable = (detail: string): Happened => ({ type: 'event', event: { type: 'undecodable', detail } });
  if (!Object.values(signalNames).some((known) => known === name))
    return undecodable(`no signal is called \`${excerpt(name, 80)}\``);
  const marker = typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
  const detail = marker[undecodableMarker];
  if (typeof detail === 'string') return undecodable(detail);
  if (name === signalNames.metrics) return { type: 'event', event: { type: 'batch', batch: payload } };
  if (name === signalNames.pulled) return { type: 'event', event: { type: 'pulled', report: payload } };
  if (name === signalNames.killSwitch) return { type: 'event', event: { type: 'kill-switch-turned' } };
  return { type: 'reported', outcome: payload };
}
