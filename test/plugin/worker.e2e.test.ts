import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, type WorkerOptions } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { SimplePlugin } from '@temporalio/plugin';
import { accuracies, newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { eventually } from '../support/eventually.ts';
import { metricsSignal, stateQuery } from '../../workflows/messages.ts';
import { startableWorker, withClient, withWorker, type TemporalTest } from '../support/temporal.ts';
import { workflowsPath } from '../../src/workflow-paths.ts';

const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** Drift, a broken signal, and a first model: what needs the activities, the workflows and the converter. */
async function wholeLoop(options: Partial<WorkerOptions>, plugins: WorkerOptions['plugins'] = []): Promise<string[]> {
  const world = await scriptedWorld();
  const all = [...plugins, world.plugin];
  const names = await withWorker({ ...options, plugins: all }, async (temporal) => {
    const model = newModel();
    const monitor = await startMonitor(temporal, scriptedMonitor(model));
    await sendBrokenJson(temporal, monitor.workflowId);
    await monitor.signal(metricsSignal, accuracies(1, [0.9, 0.5]));
    const view = await eventually(
      () => monitor.query(stateQuery),
      ({ champion }) => champion !== null
    );
    expect(view).toMatchObject({ champion: '1.0.0', counts: { observations: 2, undecodable: 1, refusedBatches: 1 } });
    return [...temporal.worker.options.activities.keys()];
  });
  await world.clean();
  return names;
}

async function sendBrokenJson({ client, namespace }: TemporalTest, workflowId: string): Promise<void> {
  await client.workflowService.signalWorkflowExecution({
    namespace,
    workflowExecution: { workflowId },
    signalName: 'metrics',
    input: { payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{bad json') }] },
  });
}

describe('RetrainPlugin in a worker', () => {
  it('adds its activities to those of the user and of plugins before it', async () => {
    const other = new SimplePlugin({ name: 'other.Plugin', activities: { theirs: () => Promise.resolve() } });
    const names = await wholeLoop({ activities: { mine: () => Promise.resolve() } }, [other]);
    expect(names).toEqual(expect.arrayContaining(['mine', 'theirs', 'retrain.train', 'retrain.deliver']));
  });

  it('works before another plugin', async () => {
    const world = await scriptedWorld();
    const other = new SimplePlugin({ name: 'other.Plugin', activities: { theirs: () => Promise.resolve() } });
    await withWorker({ plugins: [world.plugin, other] }, ({ worker }) => {
      expect([...worker.options.activities.keys()]).toEqual(expect.arrayContaining(['theirs', 'retrain.train']));
      expect(worker.options.dataConverter?.payloadConverterPath).toContain('payload-converter');
      return Promise.resolve();
    });
    await world.clean();
  });

  it('works where the worker bundles the workflows itself', async () => {
    await wholeLoop({ workflowsPath, bundlerOptions: {} });
  });

  it('works with a bundle that was made ahead of time with nothing but the plugin', async () => {
    const world = await scriptedWorld();
    const { code } = await bundleWorkflowCode({ workflowsPath, plugins: [world.plugin], logger: quiet });
    const codePath = join(world.folder, 'bundle.js');
    await writeFile(codePath, code);
    await wholeLoop({ workflowBundle: { codePath } });
    await world.registry.close();
    await world.clean();
  });

  it('closes the registry and the trainers when the worker has stopped', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, () => Promise.resolve());
    await expect(world.registry.versions('shop:ranker')).rejects.toThrow(/closed|not open/);
    await world.clean();
  });

  it('refuses to be used twice', async () => {
    const world = await scriptedWorld();
    await withClient(async (temporal) => {
      const twice = startableWorker(temporal, { plugins: [world.plugin, world.plugin] });
      await expect(twice).rejects.toThrow('use RetrainPlugin only once');
    });
    await world.registry.close();
    await world.clean();
  });
});
