import { describe, expect, it } from 'vitest';
import { accuracies, newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { eventually } from '../support/eventually.ts';
import { failedTasks } from '../support/invariants.ts';
import { metricsSignal, stateQuery, windowQuery } from '../../workflows/messages.ts';
import { startableWorker, withClient } from '../support/temporal.ts';

const signals = 9_900;
const senders = 30;
const each = signals / senders;

describe('a backlog', () => {
  it(`of ${signals} signals that came while no worker ran is worked off, and nothing of it is lost`, async () => {
    const world = await scriptedWorld();
    await withClient(async (temporal) => {
      const file = scriptedMonitor(newModel(), {}, { metrics: { accuracy: { below: -1, window: 20 } } });
      const monitor = await startMonitor(temporal, file);
      // The server takes 10,000 signals a run, and then no more.
      await Promise.all(
        Array.from({ length: senders }, async (_, sender) => {
          for (let seq = 1; seq <= each; seq++)
            await monitor.signal(metricsSignal, accuracies(seq, [0.9, seq], `sender-${sender}`));
        })
      );
      const { worker, close } = await startableWorker(temporal, { plugins: [world.plugin] });
      await worker.runUntil(async () => {
        const current = temporal.client.workflow.getHandle(monitor.workflowId);
        // Working it off takes longer than the server lets a query wait.
        const view = await eventually(
          () => current.query(stateQuery).catch(() => undefined),
          (found) => found?.counts.batches === signals,
          300_000
        );
        expect(view?.counts).toMatchObject({
          observations: 2 * signals,
          duplicates: 0,
          refusedBatches: 0,
          invalid: 0,
        });
        // Every sender's last batch is among the newest.
        const newest = (await current.query(windowQuery))['accuracy'] ?? [];
        expect(newest.filter((value) => value === each).length).toBeGreaterThan(0);
        // It goes on as a new run, for the next signals to have room, and takes them.
        await eventually(
          () => current.describe(),
          ({ runId }) => runId !== monitor.firstExecutionRunId
        );
        await current.signal(metricsSignal, accuracies(each + 1, [0.5], 'sender-0'));
        await eventually(
          () => current.query(stateQuery),
          ({ counts }) => counts.batches === signals + 1
        );
        expect(await failedTasks(temporal.client, monitor.workflowId)).toEqual([]);
        await current.terminate('the test is over');
      });
      await close();
    });
    await world.clean();
  });
});
