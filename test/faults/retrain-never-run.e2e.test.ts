import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../support/workflow-bundle.ts';
import { eventually } from '../support/eventually.ts';
import { expectRetrained, failedTasks } from '../support/invariants.ts';
import { newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { retrainUpdate, stateQuery } from '../../workflows/messages.ts';
import { retrainWorkflowId } from '../../src/terms/model-id.ts';
import { withWorker } from '../support/temporal.ts';
import type { MonitorView } from '../../src/core/wire/answers.ts';
import type { WorkflowHandle } from '@temporalio/client';

const settled = (monitor: WorkflowHandle, generation: number, timeoutMs?: number): Promise<MonitorView> =>
  eventually(
    () => monitor.query(stateQuery),
    ({ lastRetrain }) => lastRetrain?.generation === generation,
    timeoutMs
  );

describe('a retrain that is set back or not run', () => {
  it('goes on after a reset in the middle of its training, and makes one version', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const { client, namespace } = temporal;
      const model = newModel();
      world.points.hold('train', model);
      const monitor = await startMonitor(temporal, scriptedMonitor(model));
      await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
      await world.points.reached('train', model);
      const workflowId = retrainWorkflowId(monitor.workflowId, 1);
      const { runId, parentExecution } = await client.workflow.getHandle(workflowId).describe();
      expect(parentExecution?.workflowId).toBe(monitor.workflowId);
      const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
      const first = events?.find((event) => event.workflowTaskCompletedEventAttributes);
      const again = await client.workflowService.resetWorkflowExecution({
        namespace,
        workflowExecution: { workflowId, runId },
        workflowTaskFinishEventId: first?.eventId ?? null,
        requestId: workflowId,
        reason: 'a person went back',
      });
      expect(again.runId).not.toBe(runId);
      world.points.release('train', model);
      const view = await settled(monitor, 1);
      expect(view).toMatchObject({ champion: '1.0.0', inFlight: null, lastRetrain: { status: 'promoted' } });
      expect((await client.workflow.getHandle(workflowId).describe()).runId).toBe(again.runId);
      await expectRetrained({ client, registry: world.registry }, model, 1);
      expect(await failedTasks(client, monitor.workflowId)).toEqual([]);
    });
    await world.clean();
  });

  it('that no worker can run is ended by the server, counts as failed, and the monitor goes on', async () => {
    const world = await scriptedWorld();
    const taskQueue = newModel('queue');
    const half = fileURLToPath(new URL('../fakes/without-retrain-workflows.ts', import.meta.url));
    const workflowBundle = await bundleWorkflows(half);
    const model = newModel();
    await withWorker({ plugins: [world.plugin], workflowBundle, taskQueue }, async (temporal) => {
      const quick = { timeout: '1s', trainer: { timeout: '1s', heartbeatTimeout: '1s' } };
      const monitor = await startMonitor(temporal, scriptedMonitor(model, {}, { retrain: quick }));
      await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
      const view = await settled(monitor, 1, 150_000);
      expect(view).toMatchObject({ inFlight: null, champion: null, lastRetrain: { status: 'failed' } });
      expect(view.lastRetrain?.note).toBe('the retrain workflow had not ended when `retrain.timeout` was over');
      const child = temporal.client.workflow.getHandle(retrainWorkflowId(monitor.workflowId, 1));
      expect((await child.describe()).status.name).toBe('TIMED_OUT');
      // What is asked for next takes the next id.
      await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ben' }] });
      const next = await eventually(
        () => monitor.query(stateQuery),
        ({ inFlight }) => inFlight !== null
      );
      expect(next.inFlight).toMatchObject({ generation: 2 });
    });
    await world.clean();
  });
});
