import { describe, expect, inject, it } from 'vitest';
import { newFolder, newModel, openScriptedWorld, scriptedMonitor, startMonitor } from '../support/scripted.ts';
import { bundlePath, withClient } from '../support/temporal.ts';
import { eventually } from '../support/eventually.ts';
import { progressQuery, retrainUpdate, stateQuery } from '../../workflows/messages.ts';
import { retrainWorkflowId } from '../../src/terms/model-id.ts';
import { startWorkerProcess } from '../support/start-worker-process.ts';

const trials = 8;

describe('a worker that is killed in the middle of a study', () => {
  it('costs the trial in flight, which is tried again, and no other', async () => {
    const folder = await newFolder();
    const world = await openScriptedWorld(folder);
    const { points, registry } = world;
    await withClient(async (temporal) => {
      const { client, taskQueue, namespace } = temporal;
      const setup = { address: inject('address'), namespace, taskQueue, folder, bundlePath: bundlePath() };
      const first = await startWorkerProcess(setup);
      const model = newModel('study');
      const tuning = {
        tuner: 'tpe',
        trials,
        metric: 'accuracy',
        space: { skill: { type: 'float', low: 0, high: 1 } },
      };
      const file = scriptedMonitor(model, { scoreBy: 'skill', durationMs: 200 }, { retrain: { tuning } });
      const monitor = await startMonitor(temporal, file);
      await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
      const begun = (): number => points.passages('train', model).length;
      await eventually(
        () => Promise.resolve(begun()),
        (count) => count >= 3
      );
      points.hold('train', model);
      await points.reached('train', model);
      const known = begun();
      await first.kill();
      points.release('train', model);
      const second = await startWorkerProcess(setup);
      const view = await eventually(
        () => monitor.query(stateQuery),
        ({ lastRetrain }) => lastRetrain?.generation === 1,
        90_000
      );
      expect(view.lastRetrain).toMatchObject({ status: 'promoted' });
      const { trials: ended } = await client.workflow
        .getHandle(retrainWorkflowId(monitor.workflowId, 1))
        .query(progressQuery);
      expect(ended.map(({ number, state }) => [number, state])).toEqual(
        Array.from({ length: trials }, (_, number) => [number, 'complete'])
      );
      // One passage a trial, one for the training itself, and one more for what the kill interrupted.
      expect(begun()).toBe(trials + 2);
      expect(points.passages('train', model).map(({ pid }) => pid)).toEqual([
        ...Array.from({ length: known }, () => first.pid),
        ...Array.from({ length: trials + 2 - known }, () => second.pid),
      ]);
      await monitor.terminate('the test is over');
      await second.stop();
    });
    await registry.close();
    await world.clean();
  });
});
