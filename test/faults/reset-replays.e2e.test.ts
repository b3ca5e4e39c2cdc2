import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { accuracies, newModel, scriptedMonitor, startMonitor } from '../support/scripted.ts';
import { replayFaults } from '../support/replay-faults.ts';
import { startScriptedWorker } from '../support/scripted-worker.ts';
import type { WorkflowHandle } from '@temporalio/client';
import { metricsSignal, pauseUpdate, resumeUpdate, stateQuery } from '../../workflows/messages.ts';

type Event = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];
type World = Awaited<ReturnType<typeof startScriptedWorker>>;

let temporal: World['temporal'];
let stop: World['stop'];

beforeAll(async () => {
  ({ temporal, stop } = await startScriptedWorker());
});

afterAll(() => stop());

it('a monitor that was reset asks the registry again, and its history replays', async () => {
  const { client, namespace } = temporal;
  const monitor = await startMonitor(temporal, scriptedMonitor(newModel()));
  await monitor.executeUpdate(pauseUpdate, { args: [{ actor: 'ana' }] });
  // The server hands over again what came after the point of the reset: a batch, whose order with a command does not matter.
  await monitor.signal(metricsSignal, accuracies(1, [0.91]));
  await eventually(
    () => monitor.query(stateQuery),
    // Only who has had the registry's answer once has a reason to ask again.
    ({ series, holds }) => series.length > 0 && holds.every(({ by }) => by !== 'starting')
  );
  const { events } = await monitor.fetchHistory();
  const done = events?.findLast((event) => event.workflowTaskCompletedEventAttributes);
  const { runId } = await client.workflowService.resetWorkflowExecution({
    namespace,
    workflowExecution: { workflowId: monitor.workflowId, runId: null },
    workflowTaskFinishEventId: done?.eventId ?? null,
    requestId: monitor.workflowId,
    reason: 'a person went back',
  });
  const again = client.workflow.getHandle(monitor.workflowId, runId);
  // The first thing that happens to it after the reset.
  await again.executeUpdate(resumeUpdate, { args: [{ actor: 'ana' }] });
  const markers = await eventually(
    async () => (await again.fetchHistory()).events?.filter((event) => event.markerRecordedEventAttributes) ?? [],
    (all) => all.some((event) => patchOf(event).includes('reset-1'))
  );
  await eventually(
    () => again.query(stateQuery),
    ({ holds }) => holds.every(({ by }) => by !== 'starting')
  );
  expect(markers.length).toBeGreaterThan(0);
  expect(await replayFaults(client, [monitor.workflowId])).toEqual([]);
});

// --- internal ---

/** The name of the patch that a marker records. */
function patchOf(event: Event): string {
  const payloads = Object.values(event.markerRecordedEventAttributes?.details ?? {}).flatMap(
    (one) => one.payloads ?? []
  );
  return payloads.map(({ data }) => Buffer.from(data ?? []).toString()).join(' ');
}
