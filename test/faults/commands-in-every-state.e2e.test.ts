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
import { eventually } from '../support/eventually.ts';
import { failedTasks } from '../support/invariants.ts';
import { pauseUpdate, retrainUpdate, stateQuery } from '../../workflows/messages.ts';
import { replayFaults } from '../support/replay-faults.ts';
import { startWorkerProcess } from '../support/start-worker-process.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import type { Point } from '../support/pause-points.ts';
import type { WorkflowHandle } from '@temporalio/client';

const ana = { actor: 'ana' };
const trial = { samples: 1_000, timeout: '1h' };

interface State {
  retrain?: MonitorFile['retrain'];
  hold?: Point;
  isThere(view: MonitorView): boolean;
}

const states: Record<string, State> = {
  idle: { retrain: { probation: null }, isThere: ({ champion, inFlight }) => champion !== null && !inFlight },
  'in flight': { hold: 'train', isThere: ({ inFlight }) => inFlight !== null },
  'awaiting approval': { retrain: { promotion: 'challenger' }, isThere: ({ approval }) => approval !== null },
  'in shadow': { retrain: { promotion: 'shadow', shadow: trial }, isThere: ({ shadow }) => Boolean(shadow) },
  'on probation': {
    retrain: { probation: trial },
    isThere: ({ champion, inFlight }) => champion !== null && !inFlight,
  },
  paused: { retrain: { probation: null }, isThere: ({ phase, champion }) => phase === 'paused' && champion !== null },
};

type Send = (monitor: WorkflowHandle, file: MonitorFile) => Promise<unknown>;

const update =
  (name: string, more: object = {}): Send =>
  (monitor) =>
    monitor.executeUpdate(name, { args: [{ ...ana, ...more }] });

const sent: Record<string, Send> = {
  retrain: update('retrain', { severity: 'full' }),
  pause: update('pause'),
  resume: update('resume'),
  approve: update('approve'),
  reject: update('reject'),
  rollback: update('rollback'),
  release: update('release'),
  stop: update('stop'),
  policy: (monitor, file) =>
    monitor.executeUpdate('policy', { args: [{ ...ana, monitor: { ...file, cooldown: '1h' } }] }),
  'a batch in drift': (monitor) => monitor.signal('metrics', accuracies(2, [0.5])),
  'a forged report': (monitor) =>
    monitor.signal('retrainFinished', { generation: 1, status: 'promoted', version: '6.6.6', finishedAt: 1 }),
  'a nudge of the kill switch': (monitor) => monitor.signal('killSwitch'),
  'a batch and a command at once': (monitor) =>
    Promise.all([monitor.signal('metrics', accuracies(2, [0.5])), monitor.executeUpdate('retrain', { args: [ana] })]),
};

describe('a worker that is killed before and after whatever is sent', () => {
  it.each([
    ['with its runs in a cache', undefined],
    ['without a cache', 0],
  ])('leaves histories that replay, in every state of a monitor, %s', { timeout: 540_000 }, async (_, cache) => {
    const folder = await newFolder();
    const world = await openScriptedWorld(folder);
    await withClient(async (temporal) => {
      const { client, namespace, taskQueue } = temporal;
      const cached = cache === undefined ? {} : { maxCachedWorkflows: cache };
      const setup = { address: inject('address'), namespace, taskQueue, folder, bundlePath: bundlePath(), ...cached };
      const first = await startWorkerProcess(setup);
      const stands = await Promise.all(
        Object.entries(states).flatMap(([state, { retrain = {}, hold, isThere }]) =>
          Object.entries(sent).map(async ([name, send]) => {
            const model = newModel('state');
            if (hold) world.points.hold(hold, model);
            const file = scriptedMonitor(model, {}, { retrain });
            const monitor = await startMonitor(temporal, file);
            await monitor.signal('metrics', accuracies(1, [0.9]));
            await monitor.executeUpdate(retrainUpdate, { args: [ana] });
            if (state === 'paused') await monitor.executeUpdate(pauseUpdate, { args: [ana] });
            await eventually(() => monitor.query(stateQuery), isThere, 240_000);
            return { what: `${name}, ${state}`, file, monitor, send };
          })
        )
      );
      await first.kill();
      const second = await startWorkerProcess(setup);
      // A command that is refused is one too.
      await Promise.all(stands.map(({ send, monitor, file }) => send(monitor, file).catch(() => undefined)));
      await second.kill();
      world.points.releaseAll();
      const third = await startWorkerProcess(setup);
      const faults = await Promise.all(
        stands.map(async ({ what, monitor, send, file }) => {
          await send(monitor, file).catch(() => undefined);
          await monitor.query(stateQuery).catch((error: unknown) => expect.fail(`${what}: ${String(error)}`));
          return [...(await failedTasks(client, monitor.workflowId))].map((fault) => `${what}: ${fault}`);
        })
      );
      expect(faults.flat()).toEqual([]);
      await third.kill();
      for (const { what, monitor } of stands) expect(await replayFaults(client, monitor.workflowId), what).toEqual([]);
      await Promise.all(stands.map(({ monitor }) => monitor.terminate().catch(() => undefined)));
    });
    await world.registry.close();
    await world.clean();
  });
});
