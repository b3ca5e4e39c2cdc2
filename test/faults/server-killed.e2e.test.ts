import { join } from 'node:path';
import { ServiceError, type WorkflowHandle } from '@temporalio/client';
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
import { bundlePath, newClient } from '../support/temporal.ts';
import { clockReaches } from '../support/clock-reaches.ts';
import { eventually } from '../support/eventually.ts';
import { expectRetrained } from '../support/invariants.ts';
import { metricsSignal, stateQuery } from '../../workflows/messages.ts';
import { startDevServer } from '../../src/server/start-dev-server.ts';
import { startWorkerProcess } from '../support/start-worker-process.ts';
import { openConnection } from '../../src/client/connect.ts';

describe('a Temporal server that is killed', () => {
  it('loses no observation, no retrain and no schedule slot, and nothing happens twice', async () => {
    const folder = await newFolder();
    const { points, registry, clean } = await openScriptedWorld(folder);
    const options = { binary: inject('temporalBinary'), uiPort: false as const, dbFile: join(folder, 'temporal.db') };
    let server = await startDevServer(options);
    const { address, namespace } = server;
    const connection = await openConnection({ address });
    const client = newClient({ connection, namespace });
    const taskQueue = 'survivors';
    const worker = await startWorkerProcess({ address, namespace, taskQueue, folder, bundlePath: bundlePath() });

    const drifting = newModel('drifting');
    points.hold('train', drifting);
    const monitor = await startMonitor({ client, taskQueue }, scriptedMonitor(drifting));
    const clock = await startMonitor(
      { client, taskQueue },
      scriptedMonitor(newModel('every'), {}, { schedules: [{ every: '4s' }] })
    );
    await monitor.signal(metricsSignal, accuracies(1, [0.9, 0.5]));
    await points.reached('train', drifting);

    const slot = (await clock.query(stateQuery)).schedules[0]!;
    process.kill(server.pid, 'SIGKILL');
    await server.ended;
    points.release('train', drifting);
    await expect(monitor.signal(metricsSignal, accuracies(2, [0.8]))).rejects.toThrow();
    // A slot at least comes due with nobody there.
    await clockReaches(slot.nextAt + 1_000);
    server = await startDevServer({ ...options, port: Number(address.split(':')[1]) });

    // What was refused is sent again, and once more for good measure.
    for (let i = 0; i < 2; i++) await monitor.signal(metricsSignal, accuracies(2, [0.8]));
    const view = (await eventually(
      () => look(monitor),
      (seen) => seen !== null && seen.inFlight === null && seen.counts.batches === 2,
      90_000
    ))!;
    expect(view).toMatchObject({ champion: '1.0.0', generation: 1 });
    expect(view.counts).toMatchObject({ observations: 3, duplicates: 1 });
    await expectRetrained({ client, registry }, drifting, 1);

    const before = (await eventually(() => look(clock), isSeen))!.schedules[0]!.due;
    const scheduled = (await eventually(
      () => look(clock),
      (view) => view !== null && view.inFlight === null && view.schedules[0]!.due > before
    ))!;
    const { due, nextAt, coalesced } = scheduled.schedules[0]!;
    expect(due).toBe((nextAt - scheduled.startedAt) / 4_000 - 1);
    expect(scheduled.generation).toBe(due - coalesced);
    await expectRetrained({ client, registry }, scheduled.model, scheduled.generation);

    await clock.terminate('the test is over');
    await worker.kill();
    await connection.close();
    await server.stop();
    await registry.close();
    await clean();
  });
});

const isSeen = (view: MonitorView | null): boolean => view !== null;

/** A worker that has only just found its server again may leave a query without an answer. */
async function look(monitor: WorkflowHandle): Promise<MonitorView | null> {
  return monitor.query(stateQuery).catch((error: unknown) => {
    if (error instanceof ServiceError) return null;
    throw error;
  });
}
