import { untimely } from '../src/terms/message-names.ts';
import { workflowInfo } from '@temporalio/workflow';

/**
 * Tells tasks of the server apart, by when each began and how large the history was then. A worker that is asked about
 * a run it does not know gets the whole history, also what has happened since the last task. It would take that in at
 * once, and the rest with the task to which all of it belongs; whoever replays the run takes in all of it together,
 * and may issue other commands.
 */
export class Tasks {
  private seen: string | undefined;

  /** Everything of the task has been worked off. */
  rest(): void {
    this.seen = task();
  }

  /**
   * Before something is taken in. Throws where there is no task for it yet: only that question fails, and the worker
   * forgets the run.
   */
  expectTask(): void {
    if (this.seen === undefined || this.seen !== task()) return;
    throw new Error(`This monitor was ${untimely}; ask again`);
  }
}

// --- internal ---

/** `undefined` where tasks cannot be told apart: servers that say no size, histories that end before a task. */
function task(): string | undefined {
  const { historySize, taskQueue } = workflowInfo();
  if (historySize === 0 || replayQueue.test(taskQueue)) return undefined;
  return `${Date.now()} ${historySize}`;
}

/** Where the SDK replays histories from files: they may end anywhere. */
const replayQueue = /^fake_replay_queue-\d+$/;
