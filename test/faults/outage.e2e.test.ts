import { describe, expect, it } from 'vitest';
import { BackPressureError } from '../../src/terms/errors.ts';
import { eventually } from '../support/eventually.ts';
import { failedTasks } from '../support/invariants.ts';
import { MonitorClient } from '../../src/client/monitor-client.ts';
import { newModel, scriptedMonitor, scriptedWorld } from '../support/scripted.ts';
import { startableWorker, withClient, type TemporalTest } from '../support/temporal.ts';
import type { MonitorHandle } from '../../src/client/monitor-handle.ts';
import type { PublisherOptions } from '../../src/client/publish/publisher-options.ts';

const mebibyte = 1024 * 1024;
/** 20 MiB unless told otherwise; a server ends a run at 50 MiB. */
const holdsAt = Number(process.env['OUTAGE_MIB'] ?? 8) * mebibyte;

interface Service {
  client: MonitorClient;
  handle: MonitorHandle;
  accepted: number;
}

/** Processes that know nothing of each other, as far as a monitor can tell. */
function services(temporal: TemporalTest, model: string, count: number, publisher: PublisherOptions): Service[] {
  return Array.from({ length: count }, () => {
    const client = new MonitorClient({
      client: temporal.client,
      taskQueue: temporal.taskQueue,
      publisher: { ...publisher, onError: () => undefined },
    });
    return { client, handle: client.monitor(model), accepted: 0 };
  });
}

/** Records as fast as it is taken, until the publisher says that it holds back. */
async function recordUntilHeldBack(service: Service, recordRound: (service: Service) => Promise<void>): Promise<void> {
  for (;;)
    try {
      await recordRound(service);
    } catch (error) {
      expect(error).toBeInstanceOf(BackPressureError);
      if ((error as Error).message.includes('sending waits')) return;
    }
}

async function byCustomer(service: Service): Promise<void> {
  for (let i = 0; i < 500; i++) {
    const segment = `country-${i}/customer-segment-with-a-name`;
    const values = { accuracy: 0.75 + Math.random() / 4, f1: Math.random() };
    await service.handle.recordAsync(values, { segment, at: 1.7e12 + service.accepted * 1_000 });
    service.accepted += 2;
  }
}

async function oneStream(service: Service): Promise<void> {
  for (let i = 0; i < 1_000; i++) {
    await service.handle.recordAsync({ accuracy: 0.75 + Math.random() / 4 }, { at: 1.7e12 + service.accepted * 7 });
    service.accepted += 1;
  }
}

describe('while the worker is down for as long as it takes', () => {
  it.each([
    ['500 segments of two metrics, with the default options otherwise', 1, {}, byCustomer],
    ['batches of 20,000 from three services', 3, { batchSize: 20_000, capacity: 60_000 }, oneStream],
  ])('%s: publishers hold back, and all that was accepted is counted in the end', async (_, count, options, record) => {
    const world = await scriptedWorld();
    await withClient(async (temporal) => {
      const model = newModel('outage');
      const small = { maxHistoryBytes: holdsAt, maxWaitMs: 3_000, retryForMs: 2_000, stallMs: 2_000 };
      const all = services(temporal, model, count, { ...small, ...options });
      const metrics = { accuracy: { below: -1 }, f1: { below: -1 } };
      await all[0]!.handle.ensure(scriptedMonitor(model, {}, { metrics }));
      await Promise.all(all.map((service) => recordUntilHeldBack(service, record)));
      const workflow = temporal.client.workflow.getHandle(all[0]!.handle.workflowId);
      const { status, historySize = 0 } = await workflow.describe();
      expect(status.name).toBe('RUNNING');
      expect(historySize).toBeGreaterThan(0.75 * holdsAt);
      expect(historySize).toBeLessThan(1.25 * holdsAt);
      const { worker, close } = await startableWorker(temporal, { plugins: [world.plugin] });
      await worker.runUntil(async () => {
        const accepted = all.reduce((sum, service) => sum + service.accepted, 0);
        const state = await eventually(
          () => all[0]!.handle.state().catch(() => undefined),
          (found) => found !== undefined && found.counts.observations + found.counts.overCap >= accepted,
          180_000
        );
        const { observations, overCap, refusedBatches, duplicates } = state!.counts;
        expect({ counted: observations + overCap, refusedBatches, duplicates }).toEqual({
          counted: accepted,
          refusedBatches: 0,
          duplicates: 0,
        });
        for (const { client } of all) expect(await client.close()).toEqual([]);
        expect(await failedTasks(temporal.client, workflow.workflowId)).toEqual([]);
        await workflow.terminate('the test is over');
      });
      await close();
    });
    await world.clean();
  });
});
