import type { MonitorView } from '../../src/core/wire/answers.ts';
import { describe, expect, inject, it } from 'vitest';
import {
  accuracies,
  newFolder,
  newModel,
  openScriptedWorld,
  scriptedMonitor,
  startMonitor,
} from '../support/scripted.ts';
import { bundlePath, withClient } from '../support/temporal.ts';
import { clockReaches } from '../support/clock-reaches.ts';
import { eventually } from '../support/eventually.ts';
import { expectRetrained, failedTasks } from '../support/invariants.ts';
import { metricsSignal, stateQuery } from '../../workflows/messages.ts';
import { startWorkerProcess } from '../support/start-worker-process.ts';
import type { Point } from '../support/pause-points.ts';

/** Where each model's retrain stands when the worker is killed; all at once, for the same wait afterwards. */
const moments: Point[] = ['train', 'trained', 'register', 'registered', 'promote', 'promoted'];

const cadenceMs = 5_000;

describe('a worker that is killed', () => {
  it(
    'leaves one retrain, one version and every schedule slot, wherever it was',
    { tags: ['m16.6', 'm32.2'] },
    async () => {
      const folder = await newFolder();
      const world = await openScriptedWorld(folder);
      const { points, registry } = world;
      await withClient(async (temporal) => {
        const { client, taskQueue, namespace } = temporal;
        const setup = { address: inject('address'), namespace, taskQueue, folder, bundlePath: bundlePath() };
        const first = await startWorkerProcess(setup);
        const stands = await Promise.all(
          moments.map(async (point) => {
            const model = newModel(point);
            points.hold(point, model);
            const monitor = await startMonitor(temporal, scriptedMonitor(model));
            await monitor.signal(metricsSignal, accuracies(1, [0.9, 0.5]));
            return { point, model, monitor };
          })
        );
        const every = scriptedMonitor(newModel('every'), {}, { schedules: [{ every: `${cadenceMs}ms` }] });
        const clock = await startMonitor(temporal, every);
        const cron = scriptedMonitor(
          newModel('cron'),
          {},
          { schedules: [{ cron: '* * * * *', timeZone: 'Asia/Tokyo' }] }
        );
        const minutes = await startMonitor(temporal, cron);
        const opened = await eventually(
          () => clock.query(stateQuery),
          ({ schedules }) => schedules[0]!.due >= 1
        ).then(({ schedules }) => schedules[0]!);
        await Promise.all(stands.map(({ point, model }) => points.reached(point, model)));

        await first.kill();
        // Two slots come due with nobody there.
        await clockReaches(opened.nextAt + cadenceMs);
        for (const { point, model } of stands) points.release(point, model);
        const second = await startWorkerProcess(setup);

        for (const { model, monitor, point } of stands) {
          const view = await eventually(
            () => monitor.query(stateQuery),
            ({ inFlight }) => inFlight === null,
            120_000
          );
          expect(view, point).toMatchObject({ champion: '1.0.0', generation: 1, triggers: [] });
          expect(view.lastRetrain, point).toMatchObject({ status: 'promoted', version: '1.0.0', generation: 1 });
          await expectRetrained({ client, registry }, model, 1);
          expect(await failedTasks(client, monitor.workflowId), point).toEqual([]);
          // The proof that the kill hit where it was meant to: the same step was taken again, by the second worker.
          expect(points.passages(point, model).map(({ pid }) => pid)).toEqual([first.pid, second.pid]);
        }
        for (const [monitor, spanMs] of [
          [clock, cadenceMs],
          [minutes, 60_000],
        ] as const) {
          const view = await eventually(
            () => monitor.query(stateQuery),
            (now) => now.inFlight === null && now.schedules[0]!.due >= (monitor === clock ? opened.due + 3 : 1),
            75_000
          );
          expect(view.schedules[0]!.due).toBe(slots(view, spanMs));
          // Every slot is a retrain, or one of those that came due with nobody there and were made one.
          expect(view.generation).toBe(view.schedules[0]!.due - view.schedules[0]!.coalesced);
          await expectRetrained({ client, registry }, view.model, view.generation);
        }
        await Promise.all([clock, minutes].map((monitor) => monitor.terminate('the test is over')));
        await second.stop();
      });
      await registry.close();
      await world.clean();
    }
  );
});

/** Slots of the grid that have passed, by the grid alone: from the monitor's start, or the full minutes. */
function slots({ schedules: [schedule], startedAt }: MonitorView, spanMs: number): number {
  const anchor = spanMs === 60_000 ? Math.floor(startedAt / spanMs) * spanMs : startedAt;
  return (schedule!.nextAt - anchor) / spanMs - 1;
}
