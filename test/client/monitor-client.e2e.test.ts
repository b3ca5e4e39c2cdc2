import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '@temporalio/client';
import { eventually } from '../support/eventually.ts';
import { MonitorClient, type MonitorClientOptions } from '../../src/client/monitor-client.ts';
import { rainMonitor, rainWorld, type RainWorld } from '../support/rain.ts';
import { startableWorker, withClient, type TemporalTest } from '../support/temporal.ts';
import { startWorkerIn, type WorldWorker } from '../support/scripted-worker.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';

const ada = { actor: 'ada' };

let worker: WorldWorker<RainWorld>;
beforeAll(async () => {
  worker = await startWorkerIn(rainWorld);
});
afterAll(() => worker?.stop());

/** Runs `work` with a client, and a worker that serves its monitors. */
async function withMonitorClient(
  options: Partial<MonitorClientOptions>,
  work: (client: MonitorClient, temporal: TemporalTest) => Promise<void>
): Promise<void> {
  const { temporal } = worker;
  const client = new MonitorClient({ client: temporal.client, taskQueue: temporal.taskQueue, ...options });
  await work(client, temporal);
  expect(await client.close()).toEqual([]);
}

/** A monitor that never asks for a retrain by itself. */
function quietMonitor(model: string, changes: Partial<MonitorFile> = {}): MonitorFile {
  return { ...rainMonitor(model), metrics: { accuracy: { window: 5 }, latencyMs: {} }, ...changes };
}

function newModel(temporal: TemporalTest): string {
  return `test:${temporal.uniqueId('client')}`.slice(0, 60);
}

describe('a monitor', () => {
  test('is started once, takes what is recorded and tells of it', async () => {
    await withMonitorClient({}, async (client, temporal) => {
      const model = newModel(temporal);
      const monitor = client.monitor(model);
      const both = await Promise.all([monitor.ensure(quietMonitor(model)), monitor.ensure(quietMonitor(model))]);
      expect(both.filter(({ started }) => started)).toHaveLength(1);
      monitor.record({ accuracy: 0.93, latencyMs: 120 }, { version: '1.0.0' });
      monitor.record({ accuracy: 0.91 }, { at: new Date() });
      await monitor.flush();
      expect(await monitor.window()).toEqual({ accuracy: [0.93, 0.91], latencyMs: [120] });
      expect((await monitor.ewma())['accuracy']).toBeCloseTo(0.2 * 0.91 + 0.8 * 0.93, 12);
      expect((await monitor.state()).counts).toMatchObject({ observations: 3, batches: 1 });
      expect((await monitor.explain()).model).toBe(model);
      expect((await monitor.config()).config.model).toBe(model);
      const listed = await eventually(
        async () => {
          const summaries = [];
          for await (const summary of client.list()) summaries.push(summary);
          return summaries.find((summary) => summary.model === model);
        },
        (summary) => summary?.state === 'warming-up'
      );
      expect(listed).toMatchObject({ workflowId: `monitor/${model}`, status: 'RUNNING', severity: 'none' });
    });
  });

  test('obeys commands, and refuses them with its reason', async () => {
    await withMonitorClient({}, async (client, temporal) => {
      const model = newModel(temporal);
      const monitor = client.monitor(model);
      await monitor.ensure(quietMonitor(model));
      expect(await monitor.pause({ actor: 'ada', comment: 'a move' })).toMatchObject({ phase: 'paused' });
      await expect(monitor.pause(ada)).rejects.toThrow(
        expect.objectContaining({ name: 'CommandRejectedError', message: 'The monitor is already paused, by ada' })
      );
      expect(await monitor.resume(ada)).toMatchObject({ phase: 'active' });
      await expect(monitor.approve(ada)).rejects.toThrow('No challenger is waiting for approval');
      await expect(monitor.release(ada)).rejects.toThrow('The circuit breaker is not open');
      await expect(monitor.forgetSegment('mars', ada)).rejects.toThrow('one that the monitor has seen, got `mars`');
      await expect(monitor.retrain({ actor: '' })).rejects.toThrow('Expected `actor` to say who asks');
      expect(await monitor.stop(ada)).toMatchObject({ phase: 'stopped' });
      await temporal.client.workflow.getHandle(monitor.workflowId).result();
      await expect(monitor.pause(ada)).rejects.toThrow(
        expect.objectContaining({
          name: 'MonitorNotFoundError',
          message: expect.stringContaining('start it with `temporal-retrain monitor start'),
        })
      );
    });
  });

  test('changes its limits while it runs and keeps its moving average', { tags: ['m41.4'] }, async () => {
    await withMonitorClient({}, async (client, temporal) => {
      const model = newModel(temporal);
      const monitor = client.monitor(model);
      await monitor.ensure(quietMonitor(model));
      monitor.record({ accuracy: 0.8 });
      await monitor.flush();
      const changed = quietMonitor(model, { metrics: { accuracy: { below: 0.5, alpha: 0.5 } } });
      expect(await monitor.updatePolicy(changed, { actor: 'ada', comment: 'lower' })).toMatchObject({
        policyRevision: 2,
      });
      monitor.record({ accuracy: 0.6 });
      await monitor.flush();
      expect(await monitor.ewma()).toEqual({ accuracy: expect.closeTo(0.7, 12) });
      await expect(monitor.updatePolicy({ model, cooldown: 'soon' }, ada)).rejects.toThrow('`cooldown`');
      await expect(monitor.updatePolicy({ model: 'a:b' }, ada)).rejects.toThrow(
        `Expected \`model\` to be \`${model}\``
      );
    });
  });

  test('takes drift events, also by the stream that they come from', { tags: ['m23.1', 'm23.6'] }, async () => {
    const models: string[] = [];
    await withMonitorClient({ resolveStream: () => Promise.resolve(models[0] ?? '') }, async (client, temporal) => {
      const model = newModel(temporal);
      models.push(model);
      const monitor = client.monitor(model);
      await monitor.ensure(quietMonitor(model, { metrics: { pValue: {}, klDivergence: {}, mapChange: {} } }));
      monitor.recordDrift({ type: 'dataDrift', streamId: 'camera-7', pValue: 0.2 });
      monitor.recordDrift({ type: 'conceptDrift', klDivergence: 0.05 });
      await client.recordForStream('camera-8', { type: 'performanceDrop', mapChange: -0.01 });
      await client.recordForStream('camera-8', { pValue: 0.4 });
      await client.flush();
      expect(await monitor.window()).toEqual({
        'pValue/camera-7': [0.2],
        klDivergence: [0.05],
        'mapChange/camera-8': [-0.01],
        'pValue/camera-8': [0.4],
      });
    });
  });
});

describe('what is recorded', () => {
  test('while no worker runs is held back at a bound and then counted exactly once', async () => {
    const world = await rainWorld();
    await withClient(async (temporal) => {
      const model = newModel(temporal);
      const publisher = { batchSize: 5, capacity: 1_000, probeEvery: 1, maxBacklog: 20 };
      const client = new MonitorClient({ client: temporal.client, taskQueue: temporal.taskQueue, publisher });
      const monitor = client.monitor(model);
      await monitor.ensure(quietMonitor(model));
      for (let i = 0; i < 500; i++) monitor.record({ accuracy: i });
      const handle = temporal.client.workflow.getHandle(monitor.workflowId);
      await eventually(
        async () => (await handle.describe()).historyLength,
        (length) => length >= 22
      );
      await new Promise((resolve) => setTimeout(resolve, 500));
      const { events } = await handle.fetchHistory();
      const batches = events?.filter(
        (event) => event.workflowExecutionSignaledEventAttributes?.signalName === 'metrics'
      );
      expect(batches?.length).toBeLessThan(30);
      const { worker, close } = await startableWorker(temporal, { plugins: [world.plugin] });
      await worker.runUntil(async () => {
        await client.flush();
        const { counts } = await monitor.state();
        expect(counts).toMatchObject({ observations: 500, batches: 100, duplicates: 0 });
        expect(await client.close()).toEqual([]);
      });
      await close();
    });
    await world.clean();
  });

  test('for a monitor that does not run is kept, told of, and delivered once it runs', async () => {
    await withMonitorClient({ publisher: { onError: () => undefined } }, async (client, temporal) => {
      const model = newModel(temporal);
      const monitor = client.monitor(model);
      monitor.record({ accuracy: 0.9 });
      await expect(monitor.flush()).rejects.toThrow(expect.objectContaining({ name: 'MonitorNotFoundError' }));
      await monitor.ensure(quietMonitor(model));
      await monitor.flush();
      expect(await monitor.window()).toEqual({ accuracy: [0.9] });
    });
  });

  test('and cannot be delivered before the end is handed back', async () => {
    await withClient(async ({ client: temporalClient }) => {
      const client = new MonitorClient({ client: temporalClient, publisher: { onError: () => undefined } });
      client.monitor('test:nobody').record({ accuracy: 0.9 });
      const [rest] = await client.close({ timeoutMs: 20_000 });
      expect(rest).toMatchObject({ model: 'test:nobody', observations: 1, error: { name: 'MonitorNotFoundError' } });
      expect(rest?.batches[0]?.series[0]?.v).toEqual([0.9]);
    });
  });
});

describe('bad input', () => {
  test('of an address is told with it and with what to do', async () => {
    const connecting = MonitorClient.connect({ address: '127.0.0.1:1', connectTimeoutMs: 1_000, env: {} });
    await expect(connecting).rejects.toThrow(
      expect.objectContaining({
        name: 'ServerUnavailableError',
        message: expect.stringMatching(/^No Temporal server answers at 127\.0\.0\.1:1 \(.*\); start one/),
      })
    );
  });

  test('of a model id or a filter is refused before anything is asked', async () => {
    await withClient(async ({ client: temporalClient }) => {
      const client = new MonitorClient({ client: temporalClient });
      expect(() => client.monitor('ranker')).toThrow('Expected a model id');
      expect(() => client.monitor('shop:ranker:1.0.0')).toThrow('use `shop:ranker`');
      await expect(client.list({ tenant: 'eu" OR 1=1' }).next()).rejects.toThrow('free of double quotes');
      // A quote within a name is one of its letters, and ends no text of the query.
      await expect(client.list({ tenant: "eu' OR 1=1 OR RetrainTenant = 'x" }).next()).resolves.toHaveProperty(
        'done',
        true
      );
      await expect(client.recordForStream('camera-7', { accuracy: 1 })).rejects.toThrow('`resolveStream`');
    });
  });

  test('is none in a namespace without the search attributes: the first start creates them', async () => {
    await withClient(async (temporal) => {
      const namespace = temporal.uniqueId('bare');
      const connection = temporal.client.connection as Connection;
      await connection.workflowService.registerNamespace({
        namespace,
        workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
      });
      const bare = await MonitorClient.connect({ address: connection.options.address, namespace, env: {} });
      const monitor = bare.monitor('test:bare');
      const answer = await eventually(
        () =>
          monitor.ensure(quietMonitor('test:bare')).then(
            ({ started }) => `started: ${started}`,
            (error: Error) => `${error.name}: ${error.message}`
          ),
        (text) => !text.includes('not found')
      );
      expect(answer).toBe('started: true');
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
      expect(Object.keys(customAttributes)).toContain('RetrainModel');
      await bare.client.workflow.getHandle(monitor.workflowId).terminate();
      await bare.close();
    });
  });

  test('of a command that nobody answers is told as such', async () => {
    await withClient(async (temporal) => {
      const model = newModel(temporal);
      const { client: temporalClient, taskQueue } = temporal;
      const client = new MonitorClient({ client: temporalClient, taskQueue, answerTimeoutMs: 1_500 });
      const monitor = client.monitor(model);
      await monitor.ensure(quietMonitor(model));
      const nobody = expect.objectContaining({
        name: 'NoWorkerError',
        taskQueue,
        message: expect.stringContaining(`start one with \`temporal-retrain worker --task-queue ${taskQueue}\``),
      });
      await expect(monitor.pause(ada)).rejects.toThrow(nobody);
      await expect(monitor.state()).rejects.toThrow(nobody);
    });
  });
});
