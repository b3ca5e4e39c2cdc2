import { scriptedWorld, type ScriptedWorld } from './scripted.ts';
import { startableWorker, withClient, type TemporalTest } from './temporal.ts';
import type { RetrainPlugin, RetrainPluginOptions } from '../../src/plugin.ts';
import type { WorkerOptions } from '@temporalio/worker';

export interface WorldWorker<World> {
  world: World;
  temporal: TemporalTest;
  stop(): Promise<void>;
}

export type ScriptedWorker = WorldWorker<ScriptedWorld>;

/** One worker for all tests of a file, which keep apart by their models: starting and stopping one costs two seconds. */
export function startScriptedWorker(
  pluginOptions: Partial<RetrainPluginOptions> = {},
  workerOptions: Partial<WorkerOptions> = {}
): Promise<ScriptedWorker> {
  const open = (): Promise<ScriptedWorld> => scriptedWorld(pluginOptions);
  return startWorkerIn(open, workerOptions, ({ points }) => points.releaseAll());
}

/**
 * The same for another world.
 *
 * @param letGo what lets go on whoever waits, before the worker stops
 */
export function startWorkerIn<World extends { plugin: RetrainPlugin; clean(): Promise<void> }>(
  open: () => Promise<World>,
  workerOptions: Partial<WorkerOptions> = {},
  letGo: (world: World) => void = () => undefined
): Promise<WorldWorker<World>> {
  return new Promise((ready, broken) => {
    withClient(async (temporal) => {
      const world = await open();
      const { worker, close } = await startableWorker(temporal, { ...workerOptions, plugins: [world.plugin] });
      const ended = worker.run().finally(() => void close());
      ended.catch(broken);
      const stopped = new Promise<void>((done) => {
        const stop = async (): Promise<void> => {
          letGo(world);
          worker.shutdown();
          await ended;
          await world.clean();
          done();
        };
        ready({ world, temporal, stop });
      });
      await stopped;
    }).catch(broken);
  });
}
