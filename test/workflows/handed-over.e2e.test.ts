import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accuracies,
  newFolder,
  newModel,
  openScriptedWorld,
  scriptedMonitor,
  startMonitor,
} from '../support/scripted.ts';
import {
  approveUpdate,
  metricsSignal,
  pauseUpdate,
  resumeUpdate,
  retrainUpdate,
  stateQuery,
} from '../../workflows/messages.ts';
import { bundleWorkflows } from '../support/workflow-bundle.ts';
import { eventually } from '../support/eventually.ts';
import { expectRetrained, failedTasks } from '../support/invariants.ts';
import { replayFaults } from '../support/replay-faults.ts';
import { withWorker, type TemporalTest } from '../support/temporal.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import type { MonitorView } from '../../src/core/wire/answers.ts';
import type { ScriptedWorld } from '../support/scripted.ts';
import type { WorkflowBundle } from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';

type Work = (monitor: WorkflowHandle, world: ScriptedWorld, temporal: TemporalTest) => Promise<void>;

const ana = { actor: 'ana' };
const until = (monitor: WorkflowHandle, wanted: (view: MonitorView) => boolean): Promise<MonitorView> =>
  eventually(() => monitor.query(stateQuery), wanted);

describe('a monitor that version 0.1.0 has begun', () => {
  let released: WorkflowBundle;
  let folder: string;
  beforeAll(async () => {
    released = await bundleWorkflows(fileURLToPath(new URL('../fakes/released-workflows.ts', import.meta.url)));
    folder = await newFolder();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Lives `before` under a worker of 0.1.0, then goes on under one of today. */
  async function handedOver(model: string, changes: Partial<MonitorFile>, before: Work, after: Work): Promise<void> {
    const taskQueue = newModel('queue');
    const world = await openScriptedWorld(folder);
    const workflowId = await withWorker(
      { plugins: [world.plugin], taskQueue, workflowBundle: released },
      async (temporal) => {
        const { workflowId } = await startMonitor(temporal, scriptedMonitor(model, {}, changes));
        const monitor = temporal.client.workflow.getHandle(workflowId);
        await before(monitor, world, temporal);
        const { events } = await monitor.fetchHistory();
        expect(events?.filter((event) => event.markerRecordedEventAttributes)).toEqual([]);
        return workflowId;
      }
    );
    const next = await openScriptedWorld(folder);
    await withWorker({ plugins: [next.plugin], taskQueue }, async (temporal) => {
      const { client } = temporal;
      const monitor = client.workflow.getHandle(workflowId);
      const first = (await monitor.describe()).runId;
      await after(monitor, next, temporal);
      expect((await monitor.describe()).runId).not.toBe(first);
      const old = (await client.workflow.getHandle(workflowId, first).fetchHistory()).events?.at(-1);
      expect(old?.workflowExecutionContinuedAsNewEventAttributes?.workflowType?.name).toBe('monitorModel');
      expect(await failedTasks(client, workflowId)).toEqual([]);
      // Version 0.1.0 acted within its handlers: a command that is the first thing under another worker ends its run in a
      // way that a later replay may cut otherwise. That run is over, and nobody goes on from it; today's run replays.
      expect(await replayFaults(client, [workflowId], 1)).toEqual([]);
    });
  }

  it('goes on with all that it had counted, and knows what comes again', async () => {
    await handedOver(
      newModel(),
      {},
      async (monitor) => {
        for (const seq of [1, 2, 3]) await monitor.signal(metricsSignal, accuracies(seq, [0.9, 0.91]));
        await monitor.executeUpdate(pauseUpdate, { args: [ana] });
        await until(monitor, ({ counts }) => counts.observations === 6);
      },
      async (monitor) => {
        for (const seq of [2, 3, 4]) await monitor.signal(metricsSignal, accuracies(seq, [0.9, 0.91]));
        const view = await until(monitor, ({ counts }) => counts.observations === 8);
        expect(view).toMatchObject({ status: 'paused', counts: { duplicates: 2, batches: 4 } });
        await monitor.executeUpdate(resumeUpdate, { args: [ana] });
        await monitor.signal(metricsSignal, accuracies(5, [0.5]));
        expect(await until(monitor, ({ champion }) => champion !== null)).toMatchObject({ champion: '1.0.0' });
      }
    );
  });

  it('hears how a retrain ends that was under way, which makes one version', async () => {
    const model = newModel();
    await handedOver(
      model,
      {},
      async (monitor, { points }) => {
        points.hold('train', model);
        await monitor.executeUpdate(retrainUpdate, { args: [ana] });
        await points.reached('train', model);
      },
      async (monitor, world, { client }) => {
        await monitor.signal(metricsSignal, accuracies(1, [0.9]));
        await until(monitor, ({ counts }) => counts.observations === 1);
        world.points.release('train', model);
        const view = await until(monitor, ({ inFlight }) => inFlight === null);
        expect(view).toMatchObject({ champion: '1.0.0', generation: 1, lastRetrain: { status: 'promoted' } });
        await expectRetrained({ client, registry: world.registry }, model, 1);
      }
    );
  });

  it('still waits for the approval of its challenger, and takes it', async () => {
    await handedOver(
      newModel(),
      { retrain: { promotion: 'challenger' } },
      async (monitor) => {
        await monitor.executeUpdate(retrainUpdate, { args: [ana] });
        await until(monitor, ({ approval }) => approval !== null);
      },
      async (monitor) => {
        await monitor.executeUpdate(approveUpdate, { args: [ana] });
        expect(await until(monitor, ({ champion }) => champion !== null)).toMatchObject({ champion: '1.0.0' });
        await monitor.signal(metricsSignal, accuracies(1, [0.9]));
        await until(monitor, ({ counts }) => counts.observations === 1);
      }
    );
  });
});
