import { describe, expect, inject, it } from 'vitest';
import { accuracies, newFolder, newModel, openScriptedWorld, scriptedMonitor } from '../support/scripted.ts';
import { bundlePath, withClient } from '../support/temporal.ts';
import { eventually } from '../support/eventually.ts';
import { failedTasks } from '../support/invariants.ts';
import type { HistoryEvent } from '../support/outline.ts';
import { metricsSignal, stateQuery } from '../../workflows/messages.ts';
import { monitorWorkflowId } from '../../src/terms/model-id.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { replayFaults } from '../support/replay-faults.ts';
import { startWorkerProcess } from '../support/start-worker-process.ts';

/** The newest event that says how far a workflow task is: what it commanded, and signals, stand after it. */
const lastOfTask = (events: readonly HistoryEvent[]) =>
  events.findLast(
    (event) =>
      event.workflowTaskScheduledEventAttributes ??
      event.workflowTaskStartedEventAttributes ??
      event.workflowTaskCompletedEventAttributes
  );

// A question that waits while a worker hangs is handed to the next worker, with a history that ends with the task that the
// first one was given and never completed. Its answer must not be where the run goes on from.
describe('a task that a hanging worker was given', () => {
  it.each([
    ['leaves commands', { noDataAfter: '30m' }],
    ['leaves nothing', {}],
    ['puts off a timer that goes off all the same', { noDataAfter: '15s' }],
  ])('is taken in with what came next, by whoever was asked meanwhile too, where it %s', async (_, metric) => {
    const folder = await newFolder();
    const world = await openScriptedWorld(folder);
    await withClient(async ({ client, namespace, taskQueue }) => {
      const setup = { address: inject('address'), namespace, taskQueue, folder, bundlePath: bundlePath() };
      const first = await startWorkerProcess(setup);
      const model = newModel();
      const accuracy = { below: 0.7, window: 20, alpha: 0.5, ...metric } as const;
      const { config, policy } = parseMonitor(scriptedMonitor(model, {}, { metrics: { accuracy } }));
      const monitor = await client.workflow.start('monitorModel', {
        workflowId: monitorWorkflowId(model),
        taskQueue,
        // A question goes on to the next worker after ten seconds.
        workflowTaskTimeout: '20s',
        args: [{ config, policy, searchAttributes: true }],
      });
      const send = (seq: number) => monitor.signal(metricsSignal, accuracies(seq, [0.9]));
      const counted = (count: number) =>
        eventually(
          // One that crosses with a task may be lost.
          () => client.withDeadline(Date.now() + 15_000, () => monitor.query(stateQuery)).catch(() => undefined),
          (view) => view?.counts.observations === count,
          120_000
        );
      const events = async () => (await monitor.fetchHistory()).events ?? [];
      await send(1);
      await counted(1);
      await eventually(events, (all) => Boolean(lastOfTask(all)?.workflowTaskCompletedEventAttributes));

      process.kill(first.pid, 'SIGSTOP');
      const answer = client.withDeadline(Date.now() + 60_000, () => monitor.query(stateQuery));
      await monitor.describe();
      await send(2);
      await eventually(events, (all) => Boolean(lastOfTask(all)?.workflowTaskStartedEventAttributes));
      for (let seq = 3; seq <= 5; seq++) await send(seq);
      await first.kill();
      const second = await startWorkerProcess(setup);
      expect((await answer).counts.observations).toBeGreaterThan(0);
      await counted(5);
      for (let seq = 6; seq <= 8; seq++) {
        await send(seq);
        await counted(seq);
      }
      expect((await events()).some((event) => event.workflowTaskTimedOutEventAttributes)).toBe(true);
      expect(await failedTasks(client, monitor.workflowId)).toEqual([]);
      expect(await replayFaults(client, [monitor.workflowId])).toEqual([]);
      await monitor.terminate();
      await second.stop();
    });
    await world.registry.close();
    await world.clean();
  });
});
