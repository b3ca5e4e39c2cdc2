import { Worker, type WorkflowBundle } from '@temporalio/worker';
import type { Client } from '@temporalio/client';
import { bundlePath } from './temporal.ts';
import { payloadConverterPath } from '../../src/workflow-paths.ts';
import { outlineOf, type HistoryEvent } from './outline.ts';
import { runsOf } from './invariants.ts';

/**
 * What goes wrong when every run of these workflows is replayed twice from its history; empty when all agree. A run that
 * has just begun has done nothing yet, and there is nothing to replay: the SDK (1.24) would wait for ever for its end.
 *
 * @param newest only so many runs of each
 */
export async function replayFaults(client: Client, workflowIds: string[], newest = Infinity): Promise<string[]> {
  const histories = [];
  for (const workflowId of workflowIds) {
    const runs = (await runsOf(client, workflowId)).slice(0, newest).filter((events) => events.length > 1);
    histories.push(...runs.map((events) => ({ workflowId, history: { events } })));
  }
  const workflowBundle: WorkflowBundle = { codePath: bundlePath() } as never;
  const faults: string[] = [];
  for (let time = 0; time < 2; time += 1) {
    // One worker for all of them: each costs a third of a second.
    const results = Worker.runReplayHistories({ workflowBundle, dataConverter: { payloadConverterPath } }, histories);
    for await (const { workflowId, runId, error } of results) {
      if (error === undefined) continue;
      const run = histories.find(({ history }) => runIdOf(history.events) === runId);
      faults.push(
        `${workflowId}, run ${runId}: ${String(error).slice(0, 400)}\n${outlineOf(run?.history.events ?? [])}`
      );
    }
  }
  return faults;
}

// --- internal ---

function runIdOf(events: HistoryEvent[]): string | null | undefined {
  return events[0]?.workflowExecutionStartedEventAttributes?.originalExecutionRunId;
}
