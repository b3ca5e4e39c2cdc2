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
import { fewAtATime } from '../support/few-at-a-time.ts';
import { stateQuery } from '../../workflows/messages.ts';
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
  /** What is asked for one after the other, each when the one before has led to where it was to. */
  way: [command: string, isThere: (view: MonitorView) => boolean][];
}

const serves = ({ champion, inFlight }: MonitorView): boolean => champion !== null && inFlight === null;
const waits = ({ approval }: MonitorView): boolean => approval !== null;

const states: Record<string, State> = {
  idle: { way: [['retrain', serves]] },
  'in flight': { hold: 'train', way: [['retrain', ({ inFlight }) => inFlight !== null]] },
  'awaiting approval': { retrain: { promotion: 'challenger' }, way: [['retrain', waits]] },
  'in shadow': {
    retrain: { promotion: 'shadow', shadow: trial, probation: null },
    // There is nothing to hold the first one against.
    way: [
      ['retrain', waits],
      ['approve', serves],
      ['retrain', ({ shadow }) => shadow !== null],
    ],
  },
  'on probation': {
    retrain: { probation: trial },
    way: [
      ['retrain', serves],
      ['retrain', ({ probation }) => probation !== null],
    ],
  },
  paused: {
    way: [
      ['retrain', serves],
      ['pause', ({ phase }) => phase === 'paused'],
    ],
  },
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
  'a batch in drift': (monitor) => monitor.signal('metrics', accuracies(9, [0.5])),
  'a forged report': (monitor) =>
    monitor.signal('retrainFinished', { generation: 1, status: 'promoted', version: '6.6.6', finishedAt: 1 }),
  'a nudge of the kill switch': (monitor) => monitor.signal('killSwitch'),
  'a batch and a command at once': (monitor) =>
    Promise.all([monitor.signal('metrics', accuracies(9, [0.5])), monitor.executeUpdate('retrain', { args: [ana] })]),
};

describe('a worker that is killed before and after whatever is sent', () => {
  it.each([
    ['with its runs in a cache', {}],
    ['without a cache', { maxCachedWorkflows: 0 }],
  ])('leaves histories that replay, in every state of a monitor, %s', { timeout: 900_000 }, async (_, cache) => {
    const folder = await newFolder();
    const world = await openScriptedWorld(folder);
    await withClient(async (temporal) => {
      const { client, namespace, taskQueue } = temporal;
      const setup = { address: inject('address'), namespace, taskQueue, folder, bundlePath: bundlePath() };
      const first = await startWorkerProcess(setup);
      const stands = Object.entries(states).flatMap(([state, { retrain = {}, hold, way }]) =>
        Object.entries(sent).map(([name, send]) => {
          const what = `${name}, ${state}`;
          const model = newModel(what.replaceAll(/[^a-z]+/g, '-'));
          const file = scriptedMonitor(model, {}, { retrain: { ...patient, ...retrain } });
          return { what, file, hold, way, send };
        })
      );
      const monitors = await fewAtATime(stands, async ({ what, file, hold, way }) => {
        if (hold) world.points.hold(hold, file.model);
        const monitor = await startMonitor(temporal, file);
        for (const [index, [command, isThere]] of way.entries()) {
          // A probation needs something to hold the new version against.
          await monitor.signal('metrics', accuracies(index + 1, good));
          await monitor.executeUpdate(command, { args: [ana] });
          await until(monitor, isThere, what);
        }
        return monitor;
      });
      await first.kill();
      const second = await startWorkerProcess({ ...setup, ...cache });
      const sendAll = (): Promise<unknown> =>
        // A command that is refused is one too.
        fewAtATime(stands, ({ send, file }, index) => send(monitors[index]!, file).catch(() => undefined));
      await sendAll();
      await second.kill();
      world.points.releaseAll();
      const third = await startWorkerProcess({ ...setup, ...cache });
      await sendAll();
      await fewAtATime(stands, async ({ what }, index) => {
        const monitor = monitors[index]!;
        await until(monitor, () => true, what);
        const faults = await failedTasks(client, monitor.workflowId);
        expect(faults, [what, ...faults].join('\n')).toEqual([]);
      });
      await third.kill();
      expect(
        await replayFaults(
          client,
          monitors.map(({ workflowId }) => workflowId)
        )
      ).toEqual([]);
      await Promise.all(monitors.map((monitor) => monitor.terminate().catch(() => undefined)));
    });
    await world.registry.close();
    await world.clean();
  });
});

// --- internal ---

/** Many retrains at once on a busy machine beat late. */
const patient: MonitorFile['retrain'] = { probation: null, trainer: { name: 'scripted', heartbeatTimeout: '1m' } };

async function until(
  monitor: WorkflowHandle,
  isThere: (view: MonitorView) => boolean,
  what: string
): Promise<MonitorView | Error> {
  // Until the server has given a dead worker up, a question may not be answered in time; one that is wedged never answers.
  const read = (): Promise<MonitorView | Error> => monitor.query(stateQuery).catch((error: Error) => error);
  return eventually(read, (view) => !(view instanceof Error) && isThere(view), 180_000).catch((error: unknown) => {
    throw new Error(what, { cause: error });
  });
}

const good = Array.from({ length: 20 }, () => 0.9);
