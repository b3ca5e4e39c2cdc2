import { describe, expect, it } from 'vitest';
import { clockDifference } from '../../src/doctor/checks/clock.ts';
import { defaultTaskQueue } from '../../src/terms/message-names.ts';
import { monitorsCheck } from '../../src/doctor/checks/monitors.ts';
import { accuracies, newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { startableWorker, withClient, withWorker } from '../support/temporal.ts';
import { workersCheck } from '../../src/doctor/checks/workers.ts';

describe('the clock of the server', () => {
  it.each([
    ['right', 0],
    ['an hour ahead', 3_600_000],
    ['an hour behind', -3_600_000],
  ])('is compared with one that is %s', async (_, offset) => {
    await withClient(async (around) => {
      const aheadMs = await clockDifference(around, () => Date.now() + offset);
      // As much as a busy machine may lose between two calls.
      expect(Math.abs((aheadMs ?? Number.NaN) - offset)).toBeLessThan(60_000);
    });
  });
});

describe('the workers that are needed', () => {
  it('are not those of a queue on which nothing waits', async () => {
    await withClient(async ({ client, connection, namespace }) => {
      const findings = await workersCheck.run({ client, connection, namespace });
      expect(findings.filter(({ text }) => text.includes(`\`${defaultTaskQueue}\``))).toEqual([]);
    });
  });

  it('are those of a queue that is named, and those that train, which need no workflows', async () => {
    await withClient(async ({ client, connection, namespace }) => {
      const { config } = parseMonitor(
        scriptedMonitor(newModel(), {}, { retrain: { trainer: { taskQueue: 'doctor-python' } } })
      );
      const around = { client, connection, namespace, taskQueue: 'doctor-named', files: [config] };
      const findings = await workersCheck.run(around);
      expect(findings.find(({ text }) => text.includes('doctor-named'))).toMatchObject({
        status: 'fault',
        text: 'task queue `doctor-named` has no poller for workflows and activities',
        fix: 'temporal-retrain worker --task-queue doctor-named',
      });
      expect(findings.find(({ text }) => text.includes('doctor-python'))).toMatchObject({
        status: 'fault',
        text: 'task queue `doctor-python`, of the training of 1 model, has no poller for activities',
        fix: expect.stringContaining('TASK_QUEUE=doctor-python') as string,
      });
    });
  });

  it('are missing as soon as the last one has stopped, though the server remembers it for minutes', async () => {
    await withClient(async (temporal) => {
      const { client, connection, namespace, taskQueue } = temporal;
      const found = async (): Promise<unknown> =>
        (await workersCheck.run({ client, connection, namespace, taskQueue })).find(({ text }) =>
          text.includes(taskQueue)
        );
      const world = await scriptedWorld();
      const { worker, close } = await startableWorker(temporal, { plugins: [world.plugin] });
      await worker.runUntil(() => expect.poll(found).toMatchObject({ status: 'ok' }));
      await close();
      await expect.poll(found).toMatchObject({
        status: 'fault',
        text: `task queue \`${taskQueue}\` has no poller for workflows and activities`,
        cause: expect.stringContaining('it has ended') as string,
      });
      await world.clean();
    });
  });

  it('are those of the trainer of a running monitor', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const { client, connection, namespace } = temporal;
      const file = scriptedMonitor(newModel());
      const retrain = { ...file.retrain, trainer: { ...file.retrain?.trainer, taskQueue: 'doctor-trains-elsewhere' } };
      await startMonitor(temporal, { ...file, retrain });
      await expect
        .poll(() => workersCheck.run({ client, connection, namespace }))
        .toContainEqual(
          expect.objectContaining({
            status: 'fault',
            text: expect.stringContaining('`doctor-trains-elsewhere`, of the training of 1 model') as string,
          })
        );
    });
    await world.clean();
  });
});

describe('the monitors', () => {
  it('are told of where the last retrain failed, with the reason, and not where nobody could ask', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const { client, connection, namespace } = temporal;
      const file = scriptedMonitor(newModel('untrained'));
      const trainer = { ...file.retrain?.trainer, name: 'scriptd' };
      const monitor = await startMonitor(temporal, { ...file, cooldown: '1h', retrain: { ...file.retrain, trainer } });
      await monitor.signal('metrics', accuracies(1, [0.5]));
      const found = async (): Promise<unknown> =>
        (await monitorsCheck.run({ client, connection, namespace })).find(({ text }) => text.includes(file.model));
      await expect.poll(found, { timeout: 60_000 }).toMatchObject({
        status: 'warning',
        text: `retrain 1 of \`${file.model}\`, the last one, failed`,
        cause: expect.stringContaining('`scriptd` is not registered with this worker') as string,
        fix: `find out why (\`temporal-retrain monitor explain ${file.model}\`), then \`temporal-retrain monitor retrain ${file.model}\``,
      });
      await monitor.terminate('the test is over');
    });
    await world.clean();
  });
});
