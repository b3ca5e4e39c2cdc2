import type { MonitorView } from '../../src/core/wire/answers.ts';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { accuracies, newModel, scriptedMonitor, startMonitor, type ScriptedWorld } from '../support/scripted.ts';
import { eventually } from '../support/eventually.ts';
import { metricsSignal, retrainUpdate, stateQuery } from '../../workflows/messages.ts';
import { monitorWorkflowId, retrainWorkflowId } from '../../src/terms/model-id.ts';
import { startScriptedWorker } from '../support/scripted-worker.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import type { Script } from '../fakes/scripted-trainer.ts';
import type { TemporalTest } from '../support/temporal.ts';

describe('a job that fails', () => {
  let world: ScriptedWorld;
  let temporal: TemporalTest;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ world, temporal, stop } = await startScriptedWorker());
  });
  afterAll(() => stop());

  async function retrainOnce(script: Script, changes: Partial<MonitorFile> = {}): Promise<MonitorView> {
    const monitor = await startMonitor(temporal, scriptedMonitor(newModel(), script, changes));
    await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
    return settled(monitor.workflowId, 1);
  }

  async function settled(workflowId: string, generation: number): Promise<MonitorView> {
    const monitor = temporal.client.workflow.getHandle(workflowId);
    return eventually(
      () => monitor.query(stateQuery),
      ({ lastRetrain }) => lastRetrain?.generation === generation
    );
  }

  async function versionsOf({ model }: MonitorView): Promise<number> {
    return (await world.registry.versions(model)).length;
  }

  const attempts = ({ model }: MonitorView): number => world.points.passages('train', model).length;

  it.concurrent('is tried again, and the retrain goes on', { tags: ['m41.6'] }, async ({ expect }) => {
    const view = await retrainOnce({ failures: 2 });
    expect(view.lastRetrain).toMatchObject({ status: 'promoted', version: '1.0.0' });
    expect(attempts(view)).toBe(3);
  });

  it.concurrent(
    'ends after three retries in one clear failure and no version',
    { tags: ['m41.6', 'm16.6'] },
    async ({ expect }) => {
      const view = await retrainOnce({ failures: 99 });
      expect(view.lastRetrain).toMatchObject({
        status: 'failed',
        version: null,
        note: 'The cluster refused job 4',
      });
      expect(attempts(view)).toBe(4);
      expect(view.champion).toBeNull();
      expect(await versionsOf(view)).toBe(0);
    }
  );

  it.concurrent('is not tried again when it says that no retry helps', async ({ expect }) => {
    const view = await retrainOnce({ failures: 99, permanent: true });
    expect(view.lastRetrain).toMatchObject({ status: 'failed', note: 'The cluster refused job 1' });
    expect(attempts(view)).toBe(1);
  });

  it.concurrent(
    'is not tried at all when its trainer is unknown, and the message names those there are',
    async ({ expect }) => {
      const view = await retrainOnce({}, { retrain: { trainer: { name: 'gpu-cluster' } } });
      expect(view.lastRetrain?.status).toBe('failed');
      expect(view.lastRetrain?.note).toContain(
        'Trainer `gpu-cluster` is not registered with this worker; registered: scripted'
      );
    }
  );

  it.concurrent.for<[string, Script, string]>([
    ['NaN metrics', { nan: true }, 'expected `metrics.accuracy` to be a finite number, got `NaN`'],
    ['no metrics', { result: { metrics: {} } }, 'expected `artifact` to be an object with `uri`, `sha256` and `bytes`'],
    ['a text', { result: 'done' }, 'expected `result` to be an object, got `done`'],
    ['nothing', { result: null }, 'expected `result` to be an object, got `null`'],
    [
      'an artifact without a checksum',
      {
        result: {
          metrics: { accuracy: 1 },
          artifact: { uri: 'file:///m', sha256: 'none', bytes: 1 },
          dataWindow: { from: null, to: null, samples: 1 },
        },
      },
      'expected `artifact.sha256` to be 64 lower-case hexadecimal digits, got `none`',
    ],
  ])(
    'whose result is %s fails at once, with the field and no version',
    { tags: ['m16.6'] },
    async ([, script, message], { expect }) => {
      const view = await retrainOnce(script);
      expect(view.lastRetrain).toMatchObject({ status: 'failed', version: null });
      expect(view.lastRetrain?.note).toContain('Trainer `scripted` returned an unusable training result');
      expect(view.lastRetrain?.note).toContain(message);
      expect(attempts(view)).toBe(1);
      expect(await versionsOf(view)).toBe(0);
    }
  );

  it.concurrent(
    'to evaluate the champion fails the retrain: a gate without a champion would let everything pass',
    async ({ expect }) => {
      const first = await retrainOnce({ championFails: true });
      expect(first.champion).toBe('1.0.0');
      const monitor = temporal.client.workflow.getHandle(monitorWorkflowId(first.model));
      await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
      const view = await settled(monitor.workflowId, 2);
      expect(view.lastRetrain?.status).toBe('failed');
      expect(view.lastRetrain?.note).toContain('The champion could not be evaluated: The held-out rows are gone; ');
      expect(view.lastRetrain?.note).toContain(`monitor retrain ${first.model} --without-champion`);
      expect(view.champion).toBe('1.0.0');
      expect(await versionsOf(view)).toBe(1);
    }
  );

  it.concurrent('is a challenger that is no better: rejected, registered nowhere', async ({ expect }) => {
    const gate = { significance: null, maxSliceLoss: null, floors: [{ metric: 'accuracy', min: 0.95 }] };
    const view = await retrainOnce({ score: 0.9 }, { retrain: { gate } });
    expect(view.lastRetrain).toMatchObject({ status: 'rejected', version: null });
    expect(await versionsOf(view)).toBe(0);
  });

  it.concurrent('does not take the place of a champion that was promoted meanwhile', async ({ expect }) => {
    const { model } = await retrainOnce({});
    const monitor = temporal.client.workflow.getHandle(monitorWorkflowId(model));
    world.points.hold('promote', model);
    await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
    await world.points.reached('promote', model);
    const { version: byHand, ...first } = (await world.registry.versions(model))[0]!;
    const manual = await world.registry.register({
      ...first,
      retrainId: `by-hand/${model}`,
      attempt: 1,
      bump: 'major',
    });
    await world.registry.setAlias({
      model,
      alias: 'champion',
      version: manual.version,
      changeId: `by-hand/${model}`,
      actor: 'ben',
      reason: 'hotfix',
    });
    world.points.release('promote', model);
    const view = await settled(monitor.workflowId, 2);
    // Registered it is, and that is told; but it does not serve.
    expect(view.lastRetrain).toMatchObject({ status: 'superseded', version: '1.0.1' });
    expect(view.lastRetrain?.note).toContain('2.0.0');
    expect(byHand).toBe('1.0.1');
    expect((await world.registry.aliased(model, 'champion'))?.version).toBe('2.0.0');
  });

  it.concurrent('leaves the monitor counting', async ({ expect }) => {
    const view = await retrainOnce({ failures: 99, permanent: true });
    const monitor = temporal.client.workflow.getHandle(monitorWorkflowId(view.model));
    await monitor.signal(metricsSignal, accuracies(1, [0.9, 0.91]));
    const after = await eventually(
      () => monitor.query(stateQuery),
      ({ counts }) => counts.observations === 2
    );
    expect(after.generation).toBe(1);
    const child = await temporal.client.workflow.getHandle(retrainWorkflowId(monitor.workflowId, 1)).describe();
    expect(child.status.name).toBe('COMPLETED');
  });
});
