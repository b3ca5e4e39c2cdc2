import { type Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { fairQueues } from '../../src/server/fair-queues.ts';
import { startDevServer, type DevServer } from '../../src/server/start-dev-server.ts';
import { eventually } from '../support/eventually.ts';
import { bundlePath, newClient } from '../support/temporal.ts';
import { accuracies, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { openConnection } from '../../src/client/connect.ts';

/** A server whose queues are fair; one partition, so that the order can be told exactly. */
let server: DevServer;
const onePartition = { 'matching.numTaskqueueReadPartitions': 1, 'matching.numTaskqueueWritePartitions': 1 };
const places = 2;

beforeAll(async () => {
  const dynamicConfig = { ...fairQueues, ...onePartition };
  server = await startDevServer({ binary: inject('temporalBinary'), uiPort: false, dynamicConfig });
});
afterAll(() => server?.stop());

describe('200 monitors that drift at once, with two places to train', () => {
  type Severity = 'soft' | 'full';
  /** One tenant has eight times as many models as each of the others. */
  const models = [
    ...Array.from({ length: 160 }, () => 'big'),
    ...Array.from({ length: 20 }, () => ['a', 'b']).flat(),
  ].map((tenant, index): { tenant: string; severity: Severity; model: string } => ({
    tenant,
    severity: index % 4 < 2 ? 'soft' : 'full',
    model: `${tenant}:m${index}`,
  }));

  it('are served in the order of severity, no tenant starves, and never more than two train', async () => {
    const world = await scriptedWorld();
    const [connection, native] = await Promise.all([
      openConnection({ address: server.address }),
      NativeConnection.connect({ address: server.address }),
    ]);
    const client = newClient({ connection });
    const common = { connection: native, plugins: [world.plugin] };
    const decides = await Worker.create({
      ...common,
      taskQueue: 'monitors',
      workflowBundle: { codePath: bundlePath() },
      maxCachedWorkflows: 1_000,
    });
    await decides.runUntil(async () => {
      for (const { model, tenant, severity } of models) {
        const file = scriptedMonitor(
          model,
          { durationMs: 20 },
          {
            tenant,
            metrics: { accuracy: { detectors: [{ type: 'limit', below: 0.7, severity }] } },
            retrain: { trainer: { name: 'scripted', taskQueue: 'gpu' } },
          }
        );
        const monitor = await startMonitor({ client, taskQueue: 'monitors' }, file);
        await monitor.signal('metrics', accuracies(1, [0.5]));
      }
      await eventually(
        () => backlog(connection, 'gpu'),
        (waiting) => waiting === models.length,
        240_000
      );
      // Other steps pass their points too, before any training has begun.
      const trained = () => world.points.journal().filter(({ point }) => point === 'train');
      const trains = await Worker.create({ ...common, taskQueue: 'gpu', maxConcurrentActivityTaskExecutions: places });
      let most = 0;
      await trains.runUntil(async () => {
        await eventually(
          () => {
            most = Math.max(most, trains.getStatus().numInFlightActivities);
            return Promise.resolve(new Set(trained().map(({ model }) => model)).size);
          },
          (served) => served === models.length,
          240_000
        );
      });
      const started = trained().map(({ model }) => model);
      const served = started.map((name) => models.find(({ model }) => model === name)!);
      expect(new Set(started).size).toBe(models.length);
      expect(most).toBe(places);

      // What a poller has taken already goes first, whatever comes after it.
      const slack = 3 * places;
      const firstSoft = served.findIndex(({ severity }) => severity === 'soft');
      const full = served.filter(({ severity }) => severity === 'full');
      expect(firstSoft).toBeGreaterThanOrEqual(full.length - slack);
      for (const tenant of ['a', 'b']) {
        const own = full.filter((one) => one.tenant === tenant).length;
        const last = full.findLastIndex((one) => one.tenant === tenant);
        expect(last).toBeLessThan(3 * own + slack);
      }
    });
    await connection.close();
    await native.close();
    await world.clean();
  });
});

async function backlog(connection: Connection, name: string): Promise<number> {
  const { versionsInfo, stats } = await connection.workflowService.describeTaskQueue({
    namespace: 'default',
    taskQueue: { name },
    taskQueueType: 2,
    reportStats: true,
  });
  return Number(stats?.approximateBacklogCount ?? Object.values(versionsInfo ?? {})[0] ?? 0);
}
