import { expect } from 'vitest';
import type { Client } from '@temporalio/client';
import { outlineOf, type HistoryEvent } from './outline.ts';
import { monitorWorkflowId, retrainWorkflowId } from '../../src/terms/model-id.ts';
import type { ModelRegistry } from '../../src/registry/registry.ts';

/** Whatever was killed meanwhile: these retrains and no others, each registered once, and the newest serves. */
export async function expectRetrained(
  { client, registry }: { client: Client; registry: ModelRegistry },
  model: string,
  retrains: number
): Promise<void> {
  const versions = await registry.versions(model);
  expect(versions.map(({ lineage }) => lineage.generation).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: retrains }, (_, index) => index + 1)
  );
  expect((await registry.aliased(model, 'champion'))?.found?.lineage.generation).toBe(retrains);
  const promotions = await registry.history(model, 'champion');
  expect(promotions.map(({ to }) => to)).toEqual(versions.map(({ version }) => version).toReversed());
  const next = client.workflow.getHandle(retrainWorkflowId(monitorWorkflowId(model), retrains + 1));
  await expect(next.describe()).rejects.toThrow(/not found/i);
}

/** The events of every run of a workflow, newest run first. */
export async function runsOf(client: Client, workflowId: string): Promise<HistoryEvent[][]> {
  const runs: HistoryEvent[][] = [];
  let runId: string | undefined = (await client.workflow.getHandle(workflowId).describe()).runId;
  while (runId) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    runs.push(events ?? []);
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  }
  return runs;
}

/** What went wrong in the workflow tasks of all runs, each with the events of its run; empty when all came to a good end. */
export async function failedTasks(client: Client, workflowId: string): Promise<string[]> {
  return (await runsOf(client, workflowId)).flatMap((events) =>
    events.flatMap(({ workflowTaskFailedEventAttributes: failed }) => {
      if (!failed || nobodysFault.has(Number(failed.cause)) || replayed.test(failed.failure?.message ?? '')) return [];
      return [`cause ${failed.cause}: ${failed.failure?.message ?? ''}\n${outlineOf(events)}`];
    })
  );
}

// --- internal ---

/**
 * Causes, by their numbers: 1 `UNHANDLED_COMMAND`, signals that arrive while a run hands over make the server repeat that
 * task; 17 `FORCE_CLOSE_COMMAND`, somebody has terminated the workflow in the middle of one; 20 `RESET_WORKFLOW`, the place to
 * which somebody has set the run back.
 */
const nobodysFault = new Set([1, 17, 20]);

/**
 * A worker forgets a run that it has seen as it never was, and replays it. `workflows/whole-tasks.ts` tells most of them;
 * the SDK is first where a timer goes off whose end was commanded in the lost task, and where the server has dropped a
 * task, its two events with it, whose only update was refused (as in temporalio/sdk-java issue 1880).
 */
const replayed =
  /was lost with another worker|asked between an event and its task|TimerMachine in state CancelTimerCommandSent .* event_type: TimerFired|History is out of order\. Last processed event: \d+, event id: \d+/;
