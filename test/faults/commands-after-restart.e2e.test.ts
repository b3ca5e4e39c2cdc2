import { describe, expect, inject, it } from 'vitest';
import { bundlePath, withClient } from '../support/temporal.ts';
import { eventually } from '../support/eventually.ts';
import { failedTasks } from '../support/invariants.ts';
import { fewAtATime } from '../support/few-at-a-time.ts';
import { newFolder, newModel, openScriptedWorld, scriptedMonitor, startMonitor } from '../support/scripted.ts';
import { replayFaults } from '../support/replay-faults.ts';
import { sizeOfTest } from '../support/size-of-test.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/start-worker-process.ts';
import { stateQuery } from '../../workflows/messages.ts';
import type { WorkflowHandle } from '@temporalio/client';

const ana = { actor: 'ana' };
const commands = ['retrain', 'pause', 'rollback', 'policy', 'stop'] as const;
/** A monitor of each command; `RETRAIN_TEST_RESTARTED=200` takes so many. */
const size = sizeOfTest('RETRAIN_TEST_RESTARTED', commands.length);
const asked = Array.from({ length: size }, (_, at) => commands[at % commands.length]!);

describe('a command that is the first thing after a worker has lost its cache', () => {
  it.each([
    ['is killed', (worker: WorkerProcess) => worker.kill()],
    ['is stopped', (worker: WorkerProcess) => worker.stop()],
  ])(
    'makes a history that every later worker replays, when the worker %s',
    { timeout: 600_000 + 12_000 * size },
    async (_, end) => {
      const folder = await newFolder();
      const world = await openScriptedWorld(folder);
      const { points } = world;
      await withClient(async (temporal) => {
        const { client, namespace, taskQueue } = temporal;
        const setup = { address: inject('address'), namespace, taskQueue, folder, bundlePath: bundlePath() };
        const first = await startWorkerProcess(setup);
        const stands = await fewAtATime(asked, async (command) => {
          const model = newModel(command);
          // The notice of the promotion is delivered in a task of its own, after all that the retrain's end brought.
          points.hold('notify', model);
          const file = scriptedMonitor(model);
          const monitor = await startMonitor(temporal, file);
          await monitor.executeUpdate('retrain', { args: [ana] });
          // Two hundred at once take their time.
          await points.reached('notify', model, 180_000);
          await tasksDone(monitor, (event) => event.childWorkflowExecutionCompletedEventAttributes);
          points.release('notify', model);
          await tasksDone(monitor, (event) => event.activityTaskCompletedEventAttributes);
          return { command, file, monitor };
        });
        await end(first);

        const second = await startWorkerProcess(setup);
        await fewAtATime(stands, ({ command, file, monitor }) =>
          monitor.executeUpdate(command, { args: [{ ...ana, ...(command === 'policy' ? { monitor: file } : {}) }] })
        );
        await end(second);

        const third = await startWorkerProcess(setup);
        const watching = stands.filter(({ command }) => command !== 'stop');
        await fewAtATime(watching, ({ monitor }) =>
          eventually(
            // Until the server has given the dead worker up a question may not be answered in time.
            () => monitor.query(stateQuery).catch(() => undefined),
            (view) => view?.inFlight === null,
            120_000
          )
        );
        const wedged: string[] = [];
        for (const { command, monitor } of stands) {
          const faults = await failedTasks(client, monitor.workflowId);
          if (faults.length > 0) wedged.push(`${command}: ${faults.join('; ')}`);
        }
        expect(wedged).toEqual([]);
        expect(
          await replayFaults(
            client,
            stands.map(({ monitor }) => monitor.workflowId)
          )
        ).toEqual([]);
        await Promise.all(stands.map(({ monitor }) => monitor.terminate().catch(() => undefined)));
        await third.stop();
      });
      await world.registry.close();
      await world.clean();
    }
  );
});

// --- internal ---

type Events = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>;

/** The newest such event has been worked off: a workflow task was completed after it. */
async function tasksDone(monitor: WorkflowHandle, isIt: (event: Events[number]) => unknown): Promise<void> {
  await eventually(
    async () => (await monitor.fetchHistory()).events ?? [],
    (events) => {
      const at = events.findLastIndex((event) => isIt(event));
      const rest = events.slice(at + 1);
      const completed = rest.findLastIndex((event) => event.workflowTaskCompletedEventAttributes);
      return at >= 0 && completed > rest.findLastIndex((event) => event.workflowTaskScheduledEventAttributes);
    }
  );
}
