import type { Client, WorkflowHandle } from '@temporalio/client';
import { monitorWorkflowId } from '../../terms/model-id.ts';
import { msOf, type HistoryEvent } from './history-event.ts';
import { runOfHistory } from './run-of-history.ts';
import { isWorkflowGone, translate } from '../failures.ts';
import type { Life, LifeRun } from '../../backtest/life/life.ts';

/** How much of a life is read, newest runs first. */
export interface LifeBounds {
  /** Runs that ended before this are not needed; epoch milliseconds. @default all */
  from?: number;
  /** Reads no further run once it has so many events. */
  maxEvents: number;
  timeoutMs: number;
}

/**
 * A monitor's life from the event histories that its server still has. It asks the server alone: the monitor gets no
 * event by it, and needs no worker.
 *
 * @throws MonitorNotFoundError when the server has none
 */
export async function readLife(client: Client, model: string, bounds: LifeBounds): Promise<Life> {
  const workflowId = monitorWorkflowId(model);
  const { from = Number.NEGATIVE_INFINITY, maxEvents, timeoutMs } = bounds;
  const runs: LifeRun[] = [];
  let events = 0;
  const read = async (): Promise<Life> => {
    const described = client.withDeadline(Date.now() + Math.min(timeoutMs, describeMs), () =>
      client.workflow.getHandle(workflowId).describe()
    );
    let runId: string | undefined = (await described).runId;
    while (runId) {
      const history = await historyOf(client.workflow.getHandle(workflowId, runId), runs.length > 0);
      const run = history && (await runOfHistory(client, runId, history));
      if (!run) return { runs: runs.toReversed(), isCut: true };
      runs.push(run);
      events += history.length;
      const [first] = history;
      runId = first?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? undefined;
      // This run begins with all that the monitor knew then: earlier ones need not be played for it.
      if (runId && first && (msOf(first) <= from || events >= maxEvents))
        return { runs: runs.toReversed(), isCut: true };
    }
    return { runs: runs.toReversed(), isCut: false };
  };
  try {
    return await client.withDeadline(Date.now() + timeoutMs, read);
  } catch (error) {
    throw translate(model, 'Reading the history', error);
  }
}

// --- internal ---

/** A server that is there says within that whether it has a monitor. */
const describeMs = 5_000;

async function historyOf(handle: WorkflowHandle, mayBeGone: boolean): Promise<HistoryEvent[] | undefined> {
  try {
    return (await handle.fetchHistory()).events ?? [];
  } catch (error) {
    if (mayBeGone && isWorkflowGone(error)) return undefined;
    throw error;
  }
}
