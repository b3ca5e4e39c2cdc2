import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { monitorWorkflowId } from '../../src/terms/model-id.ts';
import { retrainUpdate } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { isAlive } from '../support/is-alive.ts';
import { pythonEnvironment, withoutPython } from '../support/python-environment.ts';
import { rainCsv, rainMonitor, rainWorld, type RainWorld } from '../support/rain.ts';
import { withWorker, type TemporalTest } from '../support/temporal.ts';
import { startPythonWorker, type PythonWorker } from './python-worker.ts';

const skipped = withoutPython('a Python worker whose training hangs');

describe.skipIf(skipped)('a Python worker whose training sends no sign of life', () => {
  let python = '';
  let folder = '';
  let world: RainWorld;
  let worker: PythonWorker | undefined;

  beforeAll(async () => {
    python = await pythonEnvironment('python-venv.sh');
    folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-hanging-'));
  }, 720_000);
  afterEach(async () => {
    await worker?.kill();
    await world?.clean();
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts the worker and a retrain, and waits until its training hangs. */
  async function hanging(
    { client, taskQueue, uniqueId }: TemporalTest,
    heartbeatTimeout: string
  ): Promise<{ ended: PythonWorker; child: number }> {
    const [queue, hold] = [uniqueId('train-hanging'), join(folder, uniqueId('child'))];
    const settings = { TASK_QUEUE: queue, ARTIFACTS: folder, HOLD: hold };
    worker = await startPythonWorker(python, 'test/fakes/hanging_worker.py', settings);
    const base = rainMonitor(`python:${uniqueId('hang')}`);
    const trainer = { name: 'rain', taskQueue: queue, options: { csv: rainCsv }, heartbeatTimeout, retries: 0 };
    const { config, policy } = parseMonitor({ ...base, retrain: { ...base.retrain, trainer } });
    const handle = await client.workflow.start('monitorModel', {
      workflowId: monitorWorkflowId(config.model),
      taskQueue,
      args: [{ config, policy, searchAttributes: false }],
    });
    await handle.executeUpdate(retrainUpdate, { args: [{ actor: 'ada', severity: 'full' }] });
    const child = await eventually(
      () => readFile(hold, 'utf8').catch(() => ''),
      (text) => text !== '',
      60_000
    );
    return { ended: worker, child: Number(child) };
  }

  it('ends by itself once such jobs hold all its places, with their names, a code for its supervisor, and what they started', async () => {
    world = await rainWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const { ended, child } = await hanging(temporal, '5s');
      expect(await ended.ended).toBe(75);
      expect(ended.log()).toMatch(
        /retrain\.train of python:\S+ \(monitor\/python:\S+, attempt 1\) timed out 1 s ago and goes on/
      );
      expect(ended.log()).toContain('All places (1) are held by jobs that go on though they were given up');
      await eventually(
        () => Promise.resolve(isAlive(child)),
        (lives) => !lives,
        10_000
      );
    });
  });

  it('ends at SIGTERM after the grace time, and says what was left', async () => {
    world = await rainWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const { ended, child } = await hanging(temporal, '300s');
      expect(await ended.stop()).toBe(75);
      expect(ended.log()).toMatch(
        /grace time is over, .* Left as they were, to be tried again: retrain\.train of python:/
      );
      await eventually(
        () => Promise.resolve(isAlive(child)),
        (lives) => !lives,
        10_000
      );
    });
  });
});
