import { untimely } from '../src/terms/message-names.ts';

/** What a worker is told to take in at once. */
export interface Activation {
  /** It was asked at a moment when the server thought that nothing was waiting for a task. */
  isLoneQuestion: boolean;
  isQuestion: boolean;
  isReplaying: boolean;
  /** Length of the history that the run is brought up to. */
  events: number;
  /** How many events brought what is to be taken in, at least. */
  brought: number;
  /** When its task began, in ms. */
  at: number;
  /** Size of the history then, in bytes; 0 where a server does not say. */
  bytes: number;
}

/** As much of a command as matters here. */
export interface Command {
  startTimer?: { seq?: number | null } | null;
  cancelTimer?: { seq?: number | null } | null;
  scheduleActivity?: object | null;
  startChildWorkflowExecution?: object | null;
  upsertWorkflowSearchAttributes?: object | null;
  signalExternalWorkflowExecution?: object | null;
  requestCancelExternalWorkflowExecution?: object | null;
  updateResponse?: { accepted?: object | null; completed?: object | null } | null;
}

/**
 * Refuses what comes to a run that has taken in something as it was never cut into tasks. Then that question fails, or
 * that task, and the worker forgets the run and replays it from its history.
 *
 * - What is newer than the newest task has no task yet.
 * - If the newest task has issued commands of which the history has no trace, it was that of a worker that has died.
 * - If it has issued none, nothing shows. It is suspected when it was the first after a replay, a question came right
 *   after it, and the next one comes no sooner than the dead worker's would have been given up.
 */
export class Tasks {
  private readonly timeoutMs: number;
  private newest: Newest | undefined;
  private current: Activation | undefined;
  /** The run was begun elsewhere, or has fallen out of this worker's cache. */
  private isRebuilt = false;

  /** @param timeoutMs what a worker may take for a task */
  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }

  /** @throws Error when it must not be taken in */
  begin(activation: Activation, now: number): void {
    this.current = activation;
    const { newest } = this;
    if (activation.isQuestion) return this.suspect(activation, now);
    // Of one task a second part comes when something was answered on the spot.
    if (newest?.events === activation.events && newest.at === activation.at) return;
    if (newest) this.expectWhole(newest, activation);
    else this.isRebuilt = activation.isReplaying;
    const lives = activation.isReplaying ? 0 : (newest?.lives ?? 0) + 1;
    this.newest = { ...activation, lives, traces: 0, timers: new Set(), endedAt: now, isSuspect: false };
  }

  /** What was issued on it. */
  end(commands: readonly Command[], now: number): void {
    if (!this.newest || this.current?.isQuestion) return;
    this.newest.traces += tracesOf(commands, this.newest.timers);
    this.newest.endedAt = now;
  }

  private suspect({ isLoneQuestion }: Activation, now: number): void {
    const { newest } = this;
    if (!newest || !isLoneQuestion || !this.isRebuilt) return;
    newest.isSuspect ||= newest.lives === 1 && newest.traces === 0 && now - newest.endedAt < suspectMs;
  }

  private expectWhole(newest: Newest, { events, brought, at, bytes }: Activation): void {
    // Where the clocks of two servers disagree, two tasks have the same time, but never the same size.
    if (bytes > 0 && bytes === newest.bytes && at === newest.at)
      throw new Error(`This workflow was ${untimely}; ask again`);
    if (newest.isReplaying) return;
    const isTraceless = newest.traces > 0 && events < newest.events + newest.traces + brought + eventsOfTask;
    if (isTraceless || (newest.isSuspect && at - newest.at >= this.timeoutMs))
      throw new Error('The newest task of this workflow was lost with another worker; it is replayed from its history');
  }
}

// --- internal ---

interface Newest extends Activation {
  /** Tasks in a row that were not replayed. */
  lives: number;
  /** Events that its commands leave, at least. Of ours, none but timers are begun and cancelled in the same task. */
  traces: number;
  /** Timers that it has begun. */
  timers: Set<unknown>;
  endedAt: number;
  isSuspect: boolean;
}

/** A worker that takes in a history for a question answers within moments; a busy one may take its time. */
const suspectMs = 10_000;
/** A task was completed, one was scheduled, one began. */
const eventsOfTask = 3;

/** @param timers of the same task; what is cancelled before it was sent leaves no trace */
function tracesOf(commands: readonly Command[], timers: Set<unknown>): number {
  let traces = 0;
  for (const command of commands) {
    const { startTimer, cancelTimer, updateResponse } = command;
    if (startTimer) timers.add(startTimer.seq);
    if (cancelTimer && timers.delete(cancelTimer.seq)) traces -= 1;
    else if (
      startTimer ??
      cancelTimer ??
      command.scheduleActivity ??
      command.startChildWorkflowExecution ??
      command.upsertWorkflowSearchAttributes ??
      command.signalExternalWorkflowExecution ??
      command.requestCancelExternalWorkflowExecution ??
      updateResponse?.accepted ??
      updateResponse?.completed
    )
      traces += 1;
  }
  return traces;
}
