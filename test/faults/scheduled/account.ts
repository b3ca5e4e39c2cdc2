import { inShort } from './patience.ts';
import { inTime } from '../../support/eventually.ts';
import { outlineOf, type HistoryEvent } from '../../support/outline.ts';
import { retrainWorkflowId } from '../../../src/terms/model-id.ts';
import { stateQuery } from '../../../workflows/messages.ts';
import type { Machines } from './machines.ts';
import type { MonitorView } from '../../../src/core/wire/answers.ts';
import type { Watched } from './watched.ts';

/**
 * What there is to know when the test has failed: whoever reads of it has nothing but this. To be asked for before
 * anything is ended or given up.
 */
export async function accountOf(
  machines: Machines,
  monitors: readonly Watched[],
  happenings: readonly string[]
): Promise<string> {
  const waits = machines.patience.underWay;
  const told = await Promise.all(monitors.map((monitor) => tellOf(monitor)));
  return [listOf('Still waited for:', waits), listOf('What happened:', happenings), machines.tell(), ...told].join(
    '\n'
  );
}

// --- internal ---

/** Of each question: a server that is away answers none. */
const answerMs = 15_000;
const newestEvents = 60;
const newestLines = 15;

type Described = Awaited<ReturnType<Watched['handle']['describe']>>['raw'];
type Time = HistoryEvent['eventTime'];

async function tellOf({ model, workflowId, handle, machines }: Watched): Promise<string> {
  const run = await runOf(machines, workflowId);
  const view = await inTime(handle.query(stateQuery), answerMs, () => 'its state').catch(inShort);
  const generation = typeof view === 'string' ? 0 : (view.inFlight?.generation ?? view.generation);
  const retrainId = generation > 0 ? retrainWorkflowId(workflowId, generation) : run.childId;
  const retrain = retrainId === undefined ? '' : (await runOf(machines, retrainId)).text;
  return `\n${model}: ${typeof view === 'string' ? view : shownOf(view)}\n${run.text}\n${retrain}`;
}

/** The parts of a view that say what it waits for. */
function shownOf({ summary, status, champion, generation, inFlight, approval, ...view }: MonitorView): string {
  const { lastRetrain, shadow, probation, rollback, adoption, registry, commandFailed, holds, triggers } = view;
  const { gate: _gate, ...last } = lastRetrain ?? {};
  const parts = { status, champion, generation, inFlight, approval, lastRetrain: last, shadow, probation, rollback };
  const others = { adoption, registry, commandFailed, holds, triggers };
  return `${summary}; ${JSON.stringify({ ...parts, ...others })}`.slice(0, 2_500);
}

/** A run as the server has it: what it waits for, and the end of its history. */
async function runOf(
  { client }: Machines,
  workflowId: string
): Promise<{ text: string; childId?: string | undefined }> {
  try {
    const described = await inTime(client.workflow.getHandle(workflowId).describe(), answerMs, () => 'description');
    const { runId, status, historyLength, raw } = described;
    const page = client.workflowService.getWorkflowExecutionHistoryReverse({
      namespace: client.options.namespace,
      execution: { workflowId, runId },
      maximumPageSize: newestEvents,
    });
    const { history } = await inTime(page, answerMs, () => 'history');
    const events = (history?.events ?? []).toReversed();
    const title = `${workflowId}, run ${runId}: ${status.name}, ${historyLength} events`;
    const text = listOf(title, [...pendingOf(raw), ...linesOf(events).slice(-newestLines)]);
    return { text, childId: raw.pendingChildren?.[0]?.workflowId ?? undefined };
  } catch (error) {
    return { text: `${workflowId}: ${inShort(error)}` };
  }
}

function pendingOf({ pendingWorkflowTask: task, pendingActivities, pendingChildren }: Described): string[] {
  const tasks = task ? [`a task is pending: attempt ${task.attempt}, ${since(task)}`] : [];
  const activities = (pendingActivities ?? []).map((one) => {
    const times = `last started ${timeOf(one.lastStartedTime)}, next ${timeOf(one.nextAttemptScheduleTime)}`;
    const why = one.lastFailure ? `, last failure: ${one.lastFailure.message}` : '';
    return `${one.activityType?.name} is pending: state ${one.state}, attempt ${one.attempt}, ${times}${why}`;
  });
  return [...tasks, ...activities, ...(pendingChildren ?? []).map((child) => `child ${child.workflowId} is pending`)];
}

function since(task: NonNullable<Described['pendingWorkflowTask']>): string {
  return `scheduled ${timeOf(task.scheduledTime)}, started ${timeOf(task.startedTime)}`;
}

/** A line each; a row of messages of one name is one. */
function linesOf(events: HistoryEvent[]): string[] {
  const lines: { text: string; name: string; more: number }[] = [];
  for (const event of events) {
    const name = event.workflowExecutionSignaledEventAttributes?.signalName ?? '';
    const last = lines.at(-1);
    if (last && name !== '' && last.name === name) last.more += 1;
    else lines.push({ text: lineOf(event), name, more: 0 });
  }
  return lines.map(({ text, more }) => (more === 0 ? text : `${text}, and ${more} more`));
}

function lineOf(event: HistoryEvent): string {
  const { workflowTaskFailedEventAttributes: failed } = event;
  const why = failed ? ` cause ${failed.cause}: ${failed.failure?.message ?? ''}` : '';
  return `${timeOf(event.eventTime)} ${outlineOf([event])}${why}`.slice(0, 400);
}

function timeOf(time: Time): string {
  if (!time) return 'never';
  return new Date(Number(time.seconds) * 1_000 + (time.nanos ?? 0) / 1e6).toISOString().slice(11, 23);
}

function listOf(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => `  ${line}`)].join('\n');
}
