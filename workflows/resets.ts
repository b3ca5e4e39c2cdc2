import { patched, workflowInfo } from '@temporalio/workflow';
import type { MonitorEvent } from '../src/core/state/events.ts';

/**
 * Whether `temporal workflow reset` has set this run back and it has not yet asked the registry for the current facts.
 * A run that was reset keeps the history, and the id, of the one that it was made of; answers of its own time carry its
 * own id.
 */
export class Resets {
  private resets = 0;
  private hasAsked = false;

  /** To be called once a task, of a monitor that is not asking already. A marker remembers where it was answered. */
  isNews(isRecalled: boolean): boolean {
    if (!isRecalled) return false;
    const { runId, originalExecutionRunId, unsafe } = workflowInfo();
    // A history that is replayed from a file runs under the original's id: there the marker alone knows.
    if (!unsafe.isReplaying && (this.hasAsked || runId === originalExecutionRunId)) return false;
    if (!patched(`reset-${this.resets + 1}`)) return false;
    this.resets += 1;
    return true;
  }

  /** Has a look at every answer of the registry. One without an id comes from an older worker, and counts. */
  see(event: MonitorEvent): void {
    if (event.type !== 'recalled') return;
    this.hasAsked = event.runId === undefined || event.runId === workflowInfo().runId;
  }
}
