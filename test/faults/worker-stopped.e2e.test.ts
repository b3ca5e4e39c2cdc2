import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { rm } from 'node:fs/promises';
import { newFolder, newModel, scriptedMonitor, startMonitor } from '../support/scripted.ts';
import { bundlePath, withClient } from '../support/temporal.ts';
import { startWorker, type RunningWorker } from '../../src/worker/start-worker.ts';
import { killSwitchSignal, stateQuery } from '../../workflows/messages.ts';

/** `PENDING_WORKFLOW_TASK_STATE_STARTED` of Temporal's API. */
const started = 2;
const times = 20;
/** As long as a task of a monitor may take. */
const slow = { timeout: 120_000, interval: 1_000 };

describe('a worker that is stopped amid tasks and activities', () => {
  let home = '';
  let worker: RunningWorker | undefined;
  beforeEach(async () => {
    home = await newFolder();
  });
  afterEach(async () => {
    await worker?.stop();
    await rm(home, { recursive: true, force: true });
  });

  it('takes no task with it, but for one by chance, and the next one answers', async () => {
    await withClient(async (temporal) => {
      const { taskQueue, namespace } = temporal;
      const start = async (): Promise<RunningWorker> => {
        const server = { connectionOptions: { address: inject('address') }, namespace };
        return startWorker({ server, taskQueue, home, bundlePath: bundlePath(), searchAttributes: false });
      };
      worker = await start();
      const monitor = await startMonitor(temporal, scriptedMonitor(newModel()));
      let lost = 0;
      for (let time = 0; time < times; time++) {
        // A task, an activity that reads the switches, and a task again: the worker stops somewhere among them.
        await monitor.signal(killSwitchSignal);
        await sleep((time * 60) / times);
        await worker.stop();
        const { raw } = await monitor.describe();
        const isLost = Number(raw.pendingWorkflowTask?.state) === started;
        worker = await start();
        if (!isLost) continue;
        lost += 1;
        await expect
          .poll(async () => Number((await monitor.describe()).raw.pendingWorkflowTask?.state), slow)
          .not.toBe(started);
      }
      // Without a quiet moment it is three or four. A machine that is very busy may be quiet at a wrong moment.
      expect(lost).toBeLessThanOrEqual(1);
      expect(await monitor.query(stateQuery)).toMatchObject({ phase: 'active' });
    });
  });
});
