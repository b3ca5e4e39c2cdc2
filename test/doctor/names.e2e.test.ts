import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../support/workflow-bundle.ts';
import { namesCheck } from '../../src/doctor/checks/names.ts';
import { runningMonitors } from '../../src/doctor/checks/running-monitors.ts';
import { pollersOf } from '../../src/client/calls/pollers.ts';
import { newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { workersOf } from '../../src/client/workers/workers-of.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { startableWorker, withClient, withWorker } from '../support/temporal.ts';
import type { Finding } from '../../src/doctor/check.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import type { TemporalTest } from '../support/temporal.ts';

/** The workflows of a worker that knows no `describeWorker`. */
const olderWorkflows = fileURLToPath(new URL('../fakes/without-retrain-workflows.ts', import.meta.url));

/** A monitor of the scripted world with another trainer. */
function trainedBy(model: string, trainer: NonNullable<MonitorFile['retrain']>['trainer']): MonitorFile {
  const file = scriptedMonitor(model);
  return { ...file, retrain: { ...file.retrain, trainer: { ...file.retrain?.trainer, ...trainer } } };
}

/** What is said of files of a task queue. */
function saidOf(
  { client, connection, namespace, taskQueue }: TemporalTest,
  ...files: MonitorFile[]
): Promise<Omit<Finding, 'check'>[]> {
  const configs = files.map((file) => parseMonitor(file).config);
  return namesCheck.run({ client, connection, namespace, taskQueue, files: configs });
}

describe('the names in policies', () => {
  it('are compared with those that the workers have: of files and of running monitors', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const [model, running] = [newModel('named'), newModel('runs')];
      const file = trainedBy(running, { name: 'scriptedd' });
      const monitor = await startMonitor(temporal, file);
      await expect
        .poll(() => saidOf(temporal, scriptedMonitor(newModel()), trainedBy(model, { name: 'sklearn' })))
        .toEqual(
          expect.arrayContaining([
            expect.objectContaining({ status: 'ok', text: expect.stringContaining('have what ') as string }),
            expect.objectContaining({
              status: 'fault',
              text: `every retrain of \`${model}\` would fail: the worker of task queue \`${temporal.taskQueue}\` has no trainer \`sklearn\``,
              cause: 'it has `scripted`',
            }),
            expect.objectContaining({
              status: 'fault',
              text: expect.stringContaining(running) as string,
              fix: expect.stringMatching(/^did you mean `scripted`\?/) as string,
            }),
          ])
        );
      // Of a monitor that runs, and of its file: once.
      const said = await saidOf(temporal, file);
      expect(said.filter(({ text }) => text.includes(running))).toHaveLength(1);
      await monitor.terminate('the test is over');
    });
    await world.clean();
  });

  it('are not judged where nobody polls, which the check of the workers tells', async () => {
    await withClient(async (temporal) => {
      const model = newModel('unpolled');
      const said = await saidOf(temporal, scriptedMonitor(model));
      expect(said.filter(({ text }) => text.includes(model) || text.includes(temporal.taskQueue))).toEqual([]);
      expect(await workersOf(temporal.client, temporal.taskQueue)).toBeUndefined();
    });
  });

  it('cannot be told of a worker that trains and is too old to say', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const trainsOn = temporal.uniqueId('old');
      const { worker, close } = await startableWorker(
        { ...temporal, taskQueue: trainsOn },
        {
          activities: { 'retrain.train': () => Promise.resolve({}) },
        }
      );
      await worker.runUntil(async () => {
        const said = await saidOf(temporal, trainedBy(newModel(), { name: 'sklearn', taskQueue: trainsOn }));
        expect(said).toContainEqual({
          status: 'unknown',
          text: `whether the worker of task queue \`${trainsOn}\` has what policies name could not be checked`,
          cause: expect.stringContaining('an older version') as string,
          fix: expect.any(String) as string,
        });
      });
      await close();
    });
    await world.clean();
  });

  it('cannot be told where the own worker is too old to carry the question, wherever the model is trained', async () => {
    const workflowBundle = await bundleWorkflows(olderWorkflows, []);
    await withWorker({ workflowBundle }, async (temporal) => {
      const trainsOn = temporal.uniqueId('training');
      const said = await saidOf(temporal, trainedBy(newModel(), { name: 'sklearn', taskQueue: trainsOn }));
      // Monitors of other tests are examined as well, and their workers may be busy.
      const own = said.filter(({ text }) => text.includes(temporal.taskQueue) || text.includes(trainsOn));
      expect(own.filter(({ status }) => status === 'unknown')).toMatchObject([
        { text: expect.stringContaining(`the worker of task queue \`${temporal.taskQueue}\``) as string },
      ]);
    });
  });

  it('are those of every worker on the queue: one that lacks a trainer is found, whichever answers first', async () => {
    const [world, other] = await Promise.all([scriptedWorld(), scriptedWorld({ trainers: [] })]);
    await withWorker({ plugins: [world.plugin], identity: 'with' }, async (temporal) => {
      const more = { plugins: [other.plugin], identity: 'without' };
      const { worker, close } = await startableWorker(temporal, more);
      await worker.runUntil(async () => {
        await expect.poll(async () => (await pollersOf(temporal.client, temporal.taskQueue)).length).toBe(2);
        const model = newModel('half');
        // Chance may let one worker answer all questions, and a busy machine some of them too late.
        await expect
          .poll(() => saidOf(temporal, scriptedMonitor(model)))
          .toContainEqual({
            status: 'fault',
            text: `of 2 workers of task queue \`${temporal.taskQueue}\`, one has no trainer \`scripted\`: a retrain of \`${model}\` that it takes fails`,
            cause: 'it has none, and another one has `scripted`',
            fix: expect.any(String) as string,
          });
      });
      await close();
    });
    await Promise.all([world.clean(), other.clean()]);
  });

  it('of a file are those of the queue on which its monitor runs, also where the monitor does not answer', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const model = newModel('elsewhere');
      const unpolled = temporal.uniqueId('unpolled');
      const monitor = await startMonitor({ ...temporal, taskQueue: unpolled }, scriptedMonitor(model));
      await expect
        .poll(async () => {
          const running = await runningMonitors({ client: temporal.client });
          return running.find((one) => one.model === model)?.taskQueue;
        })
        .toBe(unpolled);
      const said = await saidOf(temporal, trainedBy(model, { name: 'sklearn' }));
      expect(said.filter(({ text }) => text.includes(model))).toEqual([]);
      await monitor.terminate('the test is over');
    });
    await world.clean();
  });
});
