import { scriptedWorld, type ScriptedWorld } from './scripted.ts';
import { startableWorker, withClient, type TemporalTest } from './temporal.ts';
import type { RetrainPluginOptions } from '../../src/plugin.ts';
import type { WorkerOptions } from '@temporalio/worker';

export interface ScriptedWorker {
  world: ScriptedWorld;
  temporal: TemporalTest;
  stop(): Promise<void>;
}

/** One worker for all tests of a file, which keep apart by their models: starting and stopping one costs two seconds. */
export function startScriptedWorker(
  pluginOptions: Partial<RetrainPluginOptions> = {},
  workerOptions: Partial<WorkerOptions> = {}
): Promise<ScriptedWorker> {
  return new Promise((ready, broken) => {
    withClient(async (temporal) => {
      const world = await scriptedWorld(pluginOptions);
      const { worker, close } = await startableWorker(temporal, { ...workerOptions, plugins: [world.plugin] });
      const ended = worker.run().finally(() => void close());
      ended.catch(broken);
      const stopped = new Promise<void>((done) => {
        const stop = async (): Promise<void> => {
          world.points.releaseAll();
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
