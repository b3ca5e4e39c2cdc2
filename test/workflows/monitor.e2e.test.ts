import type { MonitorInput } from '../../src/core/wire/messages.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WorkflowIdConflictPolicy, type WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { eventually } from '../support/eventually.ts';
import { monitorWorkflowId } from '../../src/terms/model-id.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { rainDay, rainMonitor, rainWorld, type RainWorld } from '../support/rain.ts';
import type { TemporalTest } from '../support/temporal.ts';
import {
  configQuery,
  explainQuery,
  metricsSignal,
  pauseUpdate,
  policyUpdate,
  retrainUpdate,
  stateQuery,
  stopUpdate,
  windowQuery,
} from '../../workflows/messages.ts';
import { startWorkerIn, type WorldWorker } from '../support/scripted-worker.ts';
import type { MetricBatch } from '../../src/core/wire/batch.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';

async function start(
  temporal: TemporalTest,
  monitor: MonitorFile,
  options: Partial<MonitorInput> = {}
): Promise<WorkflowHandleWithFirstExecutionRunId> {
  const { config, policy } = parseMonitor(monitor);
  return temporal.client.workflow.start('monitorModel', {
    workflowId: monitorWorkflowId(config.model),
    taskQueue: temporal.taskQueue,
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
    args: [{ config, policy, searchAttributes: true, ...options }],
  });
}

function batch(seq: number, values: number[], day = 9_000): MetricBatch {
  return { source: 'test', seq, series: [{ metric: 'accuracy', t0: rainDay(day), dt: 86_400_000, v: values }] };
}

const model = (): string => `test:rain-${Math.random().toString(36).slice(2, 10)}`;

let worker: WorldWorker<RainWorld>;
beforeAll(async () => {
  worker = await startWorkerIn(rainWorld);
});
afterAll(() => worker?.stop());

describe('monitorModel', () => {
  it('trains, gates, registers and promotes a first model when drift is found, and restarts its baseline', async () => {
    const { world, temporal } = worker;
    const id = model();
    const monitor = await start(temporal, rainMonitor(id));
    await monitor.signal(metricsSignal, batch(1, [0.9, 0.8, 0.5, 0.4]));
    const view = await eventually(
      () => monitor.query(stateQuery),
      (state) => state.champion !== null
    );
    expect(view).toMatchObject({ champion: '1.0.0', generation: 1, inFlight: null, level: 'warming-up' });
    expect(view.lastRetrain).toMatchObject({ status: 'promoted', version: '1.0.0', kind: 'full' });
    const registered = (await world.registry.aliased(id, 'champion'))?.found;
    // There was nothing to continue from, and everybody says so.
    expect(registered?.lineage.kind).toBe('full');
    expect(registered?.lineage).toMatchObject({ generation: 1, parent: null });
    expect(registered?.lineage.reasons[0]).toMatchObject({
      type: 'conceptDrift',
      metric: 'accuracy',
      threshold: 0.7,
    });
    const explanation = await monitor.query(explainQuery);
    expect(explanation.decisions.map(({ decision }) => decision)).toEqual(['settled', 'launched', 'held']);
    // Nothing wakes it when the cool-down ends; who asks later still hears of a hold no longer than it holds.
    const later = Date.now() + 2 * 3_600_000;
    expect(explanation.holds).toMatchObject([{ by: 'cooldown' }]);
    expect((await monitor.query(explainQuery, later)).holds).toEqual([]);
    expect((await monitor.query(stateQuery, later)).holds).toEqual([]);
    expect((await monitor.query(stateQuery, 'soon' as unknown as number)).holds).toMatchObject([{ by: 'cooldown' }]);
  });

  it('counts a resent batch once', async () => {
    const { temporal } = worker;
    const monitor = await start(temporal, rainMonitor(model()));
    for (let i = 0; i < 3; i++) await monitor.signal(metricsSignal, batch(1, [0.9, 0.91]));
    await monitor.signal(metricsSignal, batch(2, [0.92]));
    const view = await eventually(
      () => monitor.query(stateQuery),
      ({ counts }) => counts.observations === 3
    );
    expect(view.counts).toMatchObject({ observations: 3, batches: 2, duplicates: 2 });
    expect(await monitor.query(windowQuery)).toEqual({ accuracy: [0.9, 0.91, 0.92] });
  });

  it('counts what foreign clients send wrongly, shows it, and goes on', async () => {
    const { temporal } = worker;
    const monitor = await start(temporal, rainMonitor(model()));
    for (const bad of [undefined, null, 7, 'x', {}, { source: 's', seq: 1 }, { source: 's', seq: -1, series: [] }])
      await monitor.signal('metrics', bad);
    await monitor.signal('no-such-signal', 1);
    await temporal.client.workflowService.signalWorkflowExecution({
      namespace: temporal.namespace,
      workflowExecution: { workflowId: monitor.workflowId },
      signalName: 'metrics',
      input: { payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{bad json') }] },
    });
    await monitor.signal(metricsSignal, batch(1, [0.9]));
    const view = await eventually(
      () => monitor.query(stateQuery),
      ({ counts }) => counts.observations === 1
    );
    expect(view.counts).toMatchObject({ refusedBatches: 9, undecodable: 2, observations: 1 });
    expect(view.refused.map(({ reason }) => reason)).toContain('Expected a batch object, got null');
  });

  it('refuses commands with a sentence, and leaves no trace of a refused one', async () => {
    const { temporal } = worker;
    const monitor = await start(temporal, rainMonitor(model()));
    await monitor.executeUpdate(pauseUpdate, { args: [{ actor: 'ana', comment: 'data outage' }] });
    const refusals = await Promise.all([
      monitor.executeUpdate(pauseUpdate, { args: [{ actor: 'ben' }] }).catch((error: Error) => error.cause),
      monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ben' }] }).catch((error: Error) => error.cause),
      monitor
        .executeUpdate(policyUpdate, { args: [{ actor: 'ben', monitor: { model: 'nonsense' } }] })
        .catch((error: Error) => error.cause),
    ]);
    expect(refusals.map((cause) => (cause as Error).message)).toEqual([
      'The monitor is already paused, by ana',
      'The monitor is paused; resume it before you ask for a retrain',
      expect.stringContaining('nonsense'),
    ]);
  });

  it('continues as new without losing anything while metrics arrive and a retrain runs', async () => {
    const { world, temporal } = worker;
    const monitor = await start(temporal, rainMonitor(model()), { rollAfterEvents: 60 });
    await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana', comment: 'first model' }] });
    for (let seq = 1; seq <= 60; seq++) await monitor.signal(metricsSignal, batch(seq, [0.9, 0.9, 0.9]));
    const view = await eventually(
      () => monitor.query(stateQuery),
      ({ counts, champion }) => counts.observations === 180 && champion !== null
    );
    expect(view).toMatchObject({ champion: '1.0.0', generation: 1 });
    const { historyLength, runId } = await temporal.client.workflow.getHandle(monitor.workflowId).describe();
    expect(runId).not.toBe(monitor.firstExecutionRunId);
    expect(historyLength).toBeLessThan(200);
    expect((await world.registry.versions(view.model)).length).toBe(1);
  });

  it('takes over the file of an older policy with the options that were added since, and goes on with what it knows', async () => {
    const { temporal } = worker;
    const file = rainMonitor(model(), { metrics: { accuracy: { detectors: ['level-shift'] } } });
    const { policy } = parseMonitor(file);
    const detectors = policy.metrics[0]!.detectors.map(({ options, ...rest }) => {
      const { clusters: _c, weekends: _w, incidents: _i, packed: _p, promotions: _o, ...older } = options;
      return { ...rest, options: older };
    });
    const metrics = [{ ...policy.metrics[0]!, detectors }];
    const monitor = await start(temporal, file, { policy: { ...policy, metrics } });
    const values = Array.from({ length: 200 }, (_, i) => 0.9 + 0.01 * Math.sin(i * i));
    await monitor.signal(metricsSignal, batch(1, values));
    const learnt = async () => (await monitor.query(explainQuery)).distances[0]?.statistic;
    const before = await eventually(learnt, (statistic) => typeof statistic === 'number');
    await monitor.executeUpdate(policyUpdate, { args: [{ monitor: file, actor: 'ana' }] });
    expect(await learnt()).toBe(before);
    const complete = await monitor.query(configQuery);
    expect(complete).toMatchObject({ policy, revision: 2 });
  });

  it('stops when it is told to', async () => {
    const { temporal } = worker;
    const monitor = await start(temporal, rainMonitor(model()));
    await monitor.executeUpdate(stopUpdate, { args: [{ actor: 'ana' }] });
    await monitor.result();
    expect((await monitor.describe()).status.name).toBe('COMPLETED');
  });
});
