import type { MonitorView } from '../../src/core/wire/answers.ts';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { monitorWorkflowId, retrainWorkflowId } from '../../src/terms/model-id.ts';
import { newModel, scriptedMonitor, startMonitor, type ScriptedWorld } from '../support/scripted.ts';
import { expectRetrained, failedTasks } from '../support/invariants.ts';
import { configQuery, explainQuery, policyUpdate, retrainUpdate, stateQuery } from '../../workflows/messages.ts';
import { startScriptedWorker } from '../support/scripted-worker.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import type { Point } from '../support/pause-points.ts';
import type { RetrainRequest } from '../../src/core/state/retrain.ts';
import type { TemporalTest } from '../support/temporal.ts';
import type { WorkflowHandle } from '@temporalio/client';

/** Long enough for a busy machine to come as far as the promotion. */
const ample: MonitorFile['retrain'] = { timeout: '40s', trainer: { timeout: '40s', heartbeatTimeout: '20s' } };

describe('a retrain that is ended from outside', () => {
  let world: ScriptedWorld;
  let temporal: TemporalTest;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ world, temporal, stop } = await startScriptedWorker());
  });
  afterAll(() => stop());

  /** A monitor whose first retrain waits at a point. */
  async function waiting(
    point: Point,
    changes: Partial<MonitorFile> = {}
  ): Promise<{
    model: string;
    monitor: WorkflowHandle;
    child: WorkflowHandle;
  }> {
    const model = newModel();
    world.points.hold(point, model);
    const monitor = await startMonitor(temporal, scriptedMonitor(model, {}, changes));
    await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
    await world.points.reached(point, model);
    return { model, monitor, child: temporal.client.workflow.getHandle(retrainWorkflowId(monitor.workflowId, 1)) };
  }

  function settled(monitor: WorkflowHandle, generation = 1): Promise<MonitorView> {
    return eventually(
      () => monitor.query(stateQuery),
      ({ lastRetrain }) => lastRetrain?.generation === generation
    );
  }

  it.concurrent('is noticed at once when it is terminated, and the monitor goes on', async ({ expect }) => {
    const { model, monitor, child } = await waiting('train');
    await child.terminate('by an operator');
    const view = await settled(monitor);
    expect(view).toMatchObject({ inFlight: null, champion: null });
    expect(view.lastRetrain).toMatchObject({ status: 'failed', note: 'the retrain workflow was terminated' });
    world.points.release('train', model);
    await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
    expect((await settled(monitor, 2)).champion).toBe('1.0.0');
    expect(await failedTasks(temporal.client, monitor.workflowId)).toEqual([]);
  });

  it.concurrent('counts as promoted when it was terminated after its last step', async ({ expect }) => {
    const { model, monitor, child } = await waiting('promoted', { retrain: ample });
    await child.terminate('too late');
    const view = await settled(monitor);
    expect(view).toMatchObject({ champion: '1.0.0', lastRetrain: { status: 'promoted', version: '1.0.0' } });
    world.points.release('promoted', model);
  });

  it.concurrent('waits for approval when it was terminated after its challenger had been named', async ({ expect }) => {
    const { model, monitor, child } = await waiting('challenged', { retrain: { ...ample, promotion: 'challenger' } });
    await child.terminate('too late');
    const view = await settled(monitor);
    expect(view.lastRetrain).toMatchObject({ status: 'awaiting-approval', version: '1.0.0' });
    expect(view.approval).toMatchObject({ version: '1.0.0', generation: 1 });
    world.points.release('challenged', model);
  });

  it.concurrent('says so itself when it is cancelled, and counts as no failure', async ({ expect }) => {
    const { model, monitor, child } = await waiting('train');
    await child.cancel();
    const view = await settled(monitor);
    expect(view).toMatchObject({ inFlight: null, lastRetrain: { status: 'cancelled' }, breakerOpenedAt: null });
    expect(await world.registry.versions(model)).toEqual([]);
    world.points.release('train', model);
  });

  it.concurrent('ends itself when it takes longer than it may as a whole', async ({ expect }) => {
    const slow = { timeout: '3s', trainer: { timeout: '3s', heartbeatTimeout: '3s', retries: 500 } };
    const monitor = await startMonitor(temporal, scriptedMonitor(newModel(), { failures: 999 }, { retrain: slow }));
    await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
    const view = await settled(monitor);
    expect(view.lastRetrain).toMatchObject({ status: 'failed' });
    expect(view.lastRetrain?.note).toBe('The retrain took longer than the 3 s that `retrain.timeout` allows');
    const child = temporal.client.workflow.getHandle(retrainWorkflowId(monitor.workflowId, 1));
    await eventually(
      () => child.describe(),
      ({ status }) => status.name === 'COMPLETED'
    );
  });

  it.concurrent.for([
    [
      'says that it has run out of time',
      // Long enough for a busy machine to come as far as the training, and not to lose it before it is told to stop.
      { timeout: '20s', trainer: { heartbeatTimeout: '10s' } },
      undefined,
      'failed',
      /^The retrain took longer than the 20 s/,
    ],
    ['says that it was cancelled', {}, (child: WorkflowHandle) => child.cancel(), 'cancelled', null],
  ] as const)(
    '%s, also when its job fails by that with an error of its own',
    async ([, changes, end, status, note], { expect }) => {
      const model = newModel();
      world.points.hold('train', model);
      const script = { stopError: 'the job was ended by SIGTERM' };
      const monitor = await startMonitor(temporal, scriptedMonitor(model, script, { retrain: changes }));
      await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
      await world.points.reached('train', model);
      const child = temporal.client.workflow.getHandle(retrainWorkflowId(monitor.workflowId, 1));
      await end?.(child);
      const { lastRetrain } = await settled(monitor);
      expect(lastRetrain).toMatchObject({ status, note: note === null ? null : expect.stringMatching(note) });
      // The job has really failed by it, or been too slow to, and was not just left alone; or its own time ran out at
      // that moment, and its next attempt was withdrawn before it began.
      const events = (await child.fetchHistory()).events ?? [];
      const isEnd = (event: (typeof events)[number]): boolean =>
        JSON.stringify(event.activityTaskFailedEventAttributes ?? null).includes('SIGTERM') ||
        Boolean(event.activityTaskTimedOutEventAttributes) ||
        event.activityTaskCanceledEventAttributes?.startedEventId?.toString() === '0';
      expect(events.some(isEnd)).toBe(true);
    }
  );

  it.concurrent('has promoted what it promoted, although it was cancelled at that moment', async ({ expect }) => {
    const { model, monitor, child } = await waiting('promoted');
    await child.cancel();
    // The retrain has heard of it while the registry's answer is still on its way.
    await eventually(
      async () => (await child.fetchHistory()).events ?? [],
      (events) => events.some((event) => event.activityTaskCancelRequestedEventAttributes)
    );
    world.points.release('promoted', model);
    const view = await settled(monitor);
    expect(view).toMatchObject({ champion: '1.0.0', lastRetrain: { status: 'promoted', version: '1.0.0' } });
  });

  it.concurrent.for([
    ['by a workflow of another type', 'killSwitch', undefined],
    ['on a queue that nobody polls', 'retrainModel', 'nobody-polls'],
  ] as const)(
    'takes the next id when its own is taken %s, and believes nothing of what that one says',
    async ([, type, queue], { expect }) => {
      const monitor = await startMonitor(temporal, scriptedMonitor(newModel()));
      await eventually(
        () => monitor.query(stateQuery),
        ({ holds }) => holds.length === 0
      );
      const { client, taskQueue } = temporal;
      const squatter = await client.workflow.start(type, {
        workflowId: retrainWorkflowId(monitor.workflowId, 1),
        taskQueue: queue ?? taskQueue,
        args: [],
      });
      await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
      const view = await settled(monitor, 2);
      expect(view).toMatchObject({ inFlight: null, champion: '1.0.0', lastRetrain: { status: 'promoted' } });
      expect(await failedTasks(client, monitor.workflowId)).toEqual([]);
      await squatter.terminate();
    }
  );

  it.concurrent('that somebody starts by hand trains nothing, whatever gate it asks for', async ({ expect }) => {
    const monitor = await startMonitor(temporal, scriptedMonitor(newModel()));
    const { config } = await monitor.query(configQuery);
    const { model, retrain: spec } = config;
    const retrainId = retrainWorkflowId(monitor.workflowId, 7);
    const rest = { reasons: [], evidence: [], policyRevision: 1, dataUntil: null, streams: [] };
    const request = { model, monitorId: monitor.workflowId, retrainId, generation: 7, kind: 'full' as const, spec };
    const { client, taskQueue } = temporal;
    const args: [RetrainRequest] = [{ ...request, ...rest }];
    const outcome: unknown = await client.workflow.execute('retrainModel', { workflowId: retrainId, taskQueue, args });
    expect(outcome).toMatchObject({ status: 'failed', error: { type: 'NotAskedError' } });
    expect(await world.registry.versions(model)).toEqual([]);
  });

  it.concurrent('is judged by the policy of its end, which may have been tightened since', async ({ expect }) => {
    const { model, monitor } = await waiting('train');
    const strict = { gate: { significance: null, floors: [{ metric: 'accuracy', min: 0.95 }] } };
    const file = scriptedMonitor(model, {}, { retrain: strict });
    await monitor.executeUpdate(policyUpdate, { args: [{ actor: 'ana', monitor: file }] });
    world.points.release('train', model);
    expect((await settled(monitor)).lastRetrain).toMatchObject({ status: 'rejected' });
  });

  it.concurrent('waits for a person when the policy has come to ask for one meanwhile', async ({ expect }) => {
    const { model, monitor } = await waiting('register');
    const file = scriptedMonitor(model, {}, { retrain: { promotion: 'challenger' } });
    await monitor.executeUpdate(policyUpdate, { args: [{ actor: 'ana', monitor: file }] });
    world.points.release('register', model);
    const view = await settled(monitor);
    expect(view).toMatchObject({ champion: null, approval: { version: '1.0.0' } });
    expect(await world.registry.aliased(model, 'champion')).toBeUndefined();
  });

  it.concurrent(
    'waits for a person as it was launched to, though the policy asks for none meanwhile',
    async ({ expect }) => {
      const { model, monitor } = await waiting('train', { retrain: { promotion: 'challenger' } });
      await monitor.executeUpdate(policyUpdate, { args: [{ actor: 'ana', monitor: scriptedMonitor(model) }] });
      world.points.release('train', model);
      const view = await settled(monitor);
      expect(view).toMatchObject({ champion: null, approval: { version: '1.0.0' }, policyRevision: 2 });
      expect(await world.registry.aliased(model, 'champion')).toBeUndefined();
    }
  );

  it.concurrent('is not believed to have ended because somebody says so', async ({ expect }) => {
    const { model, monitor } = await waiting('train');
    const forged = { generation: 1, status: 'promoted', version: '6.6.6', previousVersion: null, finishedAt: 1 };
    for (let i = 0; i < 5; i++) await monitor.signal('retrainFinished', forged);
    await monitor.signal('retrainFinished', { ...forged, status: 'awaiting-approval' });
    const view = await monitor.query(stateQuery);
    expect(view).toMatchObject({ champion: null, approval: null, inFlight: { generation: 1 } });
    world.points.release('train', model);
    expect(await settled(monitor)).toMatchObject({ champion: '1.0.0', lastRetrain: { version: '1.0.0' } });
  });

  it.concurrent(
    'finishes its work when its monitor is terminated, and a new monitor goes on from there',
    async ({ expect }) => {
      const { model, monitor, child } = await waiting('train');
      await monitor.terminate('by an operator');
      const next = await startMonitor(temporal, scriptedMonitor(model));
      await next.executeUpdate(retrainUpdate, { args: [{ actor: 'ben', comment: 'after the accident' }] });
      // The old retrain is still at work: two at once would be one too many.
      const held = await eventually(
        () => next.query(stateQuery),
        ({ triggers }) => triggers.length > 0
      );
      expect(held).toMatchObject({ generation: 0, inFlight: null, holds: [{ by: 'starting' }] });
      world.points.release('train', model);
      await child.result();
      const view = await settled(next, 2);
      expect(view).toMatchObject({ champion: '1.0.1', generation: 2 });
      await expectRetrained({ client: temporal.client, registry: world.registry }, model, 2);
    }
  );

  it.concurrent('is not cancelled with its monitor, which ends as one that was stopped', async ({ expect }) => {
    const { model, monitor, child } = await waiting('train');
    await monitor.cancel();
    await expect(monitor.result()).rejects.toThrow(/cancel/i);
    expect((await monitor.query(explainQuery)).decisions[0]).toMatchObject({
      note: 'stop by temporal-retrain: its workflow was cancelled',
    });
    expect((await monitor.describe()).status.name).toBe('CANCELLED');
    world.points.release('train', model);
    expect(await child.result()).toMatchObject({ status: 'promoted', version: '1.0.0' });
  });

  it.concurrent('has ids that no later monitor takes, when it failed and left no version', async ({ expect }) => {
    const model = newModel();
    const first = await startMonitor(temporal, scriptedMonitor(model, { failures: 9, permanent: true }));
    await first.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
    await settled(first);
    await first.terminate('by an operator');
    const next = await startMonitor(temporal, scriptedMonitor(model));
    await next.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
    expect(await settled(next, 2)).toMatchObject({ champion: '1.0.0', generation: 2 });
    expect(monitorWorkflowId(model)).toBe(next.workflowId);
  });
});
