import type { MonitorView } from '../../src/core/wire/answers.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newModel, scriptedMonitor, startMonitor, type ScriptedWorld } from '../support/scripted.ts';
import { retrainWorkflowId } from '../../src/terms/model-id.ts';
import { retrainUpdate, rollbackUpdate, stateQuery } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { startScriptedWorker, type ScriptedWorker } from '../support/scripted-worker.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import type { WorkflowHandle } from '@temporalio/client';

const asked: { args: [{ actor: string }] } = { args: [{ actor: 'ada' }] };

async function retrained(monitor: WorkflowHandle, version: string): Promise<void> {
  await monitor.executeUpdate(retrainUpdate, asked);
  await until(monitor, ({ champion, inFlight }) => champion === version && inFlight === null);
}

function until(monitor: WorkflowHandle, isSo: (view: MonitorView) => boolean): Promise<MonitorView> {
  return eventually(() => monitor.query(stateQuery), isSo);
}

let worker: ScriptedWorker;
beforeAll(async () => {
  worker = await startScriptedWorker();
});
afterAll(() => worker?.stop());

/** 1.0.1 serves, 1.0.0 did before. */
async function withTwoVersions(
  retrain: MonitorFile['retrain'],
  work: (given: {
    world: ScriptedWorld;
    monitor: WorkflowHandle;
    model: string;
    child: (generation: number) => WorkflowHandle;
  }) => Promise<void>
): Promise<void> {
  const { world, temporal } = worker;
  const model = newModel('rollback');
  const file = scriptedMonitor(model, {}, { retrain: { promotion: 'auto', ...retrain } });
  const monitor = await startMonitor(temporal, file);
  await retrained(monitor, '1.0.0');
  await retrained(monitor, '1.0.1');
  const child = (generation: number): WorkflowHandle =>
    temporal.client.workflow.getHandle(retrainWorkflowId(monitor.workflowId, generation));
  await work({ world, monitor, model, child });
  world.points.releaseAll();
}

describe('a rollback', () => {
  it('is done while a retrain hangs, and the version of that retrain cannot serve when it comes after all', async () => {
    await withTwoVersions({}, async ({ world, monitor, model, child }) => {
      world.points.hold('train', model);
      await monitor.executeUpdate(retrainUpdate, asked);
      await world.points.reached('train', model);
      await monitor.executeUpdate(rollbackUpdate, asked);
      const view = await until(monitor, ({ champion }) => champion === '1.0.0');
      expect(view).toMatchObject({ rollback: null, inFlight: { generation: 3 } });
      expect((await world.registry.aliased(model, 'champion'))?.version).toBe('1.0.0');
      world.points.release('train', model);
      const { lastRetrain, breakerOpenedAt } = await until(monitor, ({ inFlight }) => inFlight === null);
      expect(lastRetrain).toMatchObject({ generation: 3, status: 'superseded', version: '1.0.2' });
      expect(lastRetrain?.note).toMatch(/^version 1\.0\.2 was compared with 1\.0\.1, and 1\.0\.0 serves by now; /);
      // The rollback alone counts as one that came to nothing.
      expect(breakerOpenedAt).toBeNull();
      expect(await child(3).result()).toMatchObject({ status: 'superseded', gate: { passed: true } });
      expect((await world.registry.aliased(model, 'champion'))?.version).toBe('1.0.0');
    });
  });

  it('asked for twice at once goes back once, and the second is told who was first', async () => {
    await withTwoVersions({}, async ({ world, monitor, model }) => {
      world.points.hold('promote', model);
      await monitor.executeUpdate(rollbackUpdate, asked);
      await world.points.reached('promote', model);
      await expect(monitor.executeUpdate(rollbackUpdate, { args: [{ actor: 'bob' }] })).rejects.toMatchObject({
        cause: { message: expect.stringMatching(/^A rollback asked for by ada at/) },
      });
      world.points.release('promote', model);
      await until(monitor, ({ champion, rollback }) => champion === '1.0.0' && rollback === null);
      const moves = await world.registry.history(model, 'champion');
      expect(moves.map(({ to }) => to)).toEqual(['1.0.0', '1.0.1', '1.0.0']);
    });
  });

  it('does not wait for a question about a retrain that nobody can answer', async () => {
    const quick: MonitorFile['retrain'] = { timeout: '4s', trainer: { timeout: '4s', heartbeatTimeout: '2s' } };
    await withTwoVersions(quick, async ({ world, monitor, model, child }) => {
      world.points.hold('train', model);
      world.points.hold('look-up', model);
      await monitor.executeUpdate(retrainUpdate, asked);
      await world.points.reached('train', model);
      await child(3).terminate('by an operator');
      await world.points.reached('look-up', model);
      await monitor.executeUpdate(rollbackUpdate, asked);
      const view = await until(monitor, ({ champion }) => champion === '1.0.0');
      expect(view.inFlight).toMatchObject({ generation: 3 });
      world.points.releaseAll();
      const { lastRetrain } = await until(monitor, ({ inFlight }) => inFlight === null);
      expect(lastRetrain?.note).toBe('the retrain workflow was terminated');
    });
  });
});
