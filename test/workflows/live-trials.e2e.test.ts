import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accuracies, newModel, scriptedMonitor, startMonitor } from '../support/scripted.ts';
import { explainQuery, metricsSignal, retrainUpdate, stateQuery } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { startScriptedWorker, type ScriptedWorker } from '../support/scripted-worker.ts';
import type { MetricBatch } from '../../src/core/wire/batch.ts';

const tagged = (seq: number, version: string, mean: number, n = 12): MetricBatch => {
  const values = Array.from({ length: n }, (_, i) => mean + (i % 2 === 0 ? 0.01 : -0.01));
  const { series, ...batch } = accuracies(seq, values);
  return { ...batch, series: series.map((one) => ({ ...one, version })) };
};

let worker: ScriptedWorker;
beforeAll(async () => {
  worker = await startScriptedWorker();
});
afterAll(() => worker?.stop());

describe('a version on trial', () => {
  it('is rolled back in the registry when it does worse than the one before, and its generation does not come back', async () => {
    const { world, temporal } = worker;
    const model = newModel('probation');
    const retrain = { promotion: 'auto' as const, probation: { samples: 24, timeout: '1h' } };
    // Small runs, so that the probation outlives continue-as-new.
    const monitor = await startMonitor(temporal, scriptedMonitor(model, {}, { retrain }), { rollAfterEvents: 50 });
    const retrained = async (version: string): Promise<void> => {
      await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ada' }] });
      await eventually(
        () => monitor.query(stateQuery),
        ({ champion, inFlight }) => champion === version && inFlight === null
      );
    };
    await retrained('1.0.0');
    await monitor.signal(metricsSignal, tagged(1, '1.0.0', 0.9));
    await retrained('1.0.1');
    expect((await monitor.query(stateQuery)).probation).toMatchObject({ version: '1.0.1', against: '1.0.0' });
    for (const seq of [2, 3]) await monitor.signal(metricsSignal, tagged(seq, '1.0.1', 0.75));
    const view = await eventually(
      () => monitor.query(stateQuery),
      ({ champion }) => champion === '1.0.0'
    );
    expect(view.probation).toBeNull();
    expect((await world.registry.aliased(model, 'champion'))?.version).toBe('1.0.0');
    const moves = await world.registry.history(model, 'champion');
    expect(moves.map(({ to, actor }) => `${to} by ${actor}`)).toEqual([
      '1.0.0 by temporal-retrain',
      '1.0.1 by temporal-retrain',
      '1.0.0 by temporal-retrain',
    ]);
    const { decisions } = await monitor.query(explainQuery);
    expect(decisions.slice(0, 2).map(({ reasonCodes }) => reasonCodes[0])).toEqual(['rolled-back', 'probation-failed']);
    // The end of the bad generation, told once more.
    await monitor.signal('retrainFinished', { generation: 2, status: 'promoted', version: '1.0.1', finishedAt: 1 });
    expect((await monitor.query(stateQuery)).champion).toBe('1.0.0');
  });

  it('in shadow is promoted by its live metrics, and by nothing else', async () => {
    const { world, temporal } = worker;
    const model = newModel('shadow');
    const retrain = { promotion: 'shadow' as const, shadow: { samples: 20, timeout: '1h' } };
    const monitor = await startMonitor(temporal, scriptedMonitor(model, {}, { retrain }), { rollAfterEvents: 50 });
    await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ada' }] });
    // The first version has nothing beside it.
    await eventually(
      () => monitor.query(stateQuery),
      ({ approval }) => approval?.version === '1.0.0'
    );
    await monitor.executeUpdate('approve', { args: [{ actor: 'ada' }] });
    await eventually(
      () => monitor.query(stateQuery),
      ({ champion }) => champion === '1.0.0'
    );
    await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ada' }] });
    await eventually(
      () => monitor.query(stateQuery),
      ({ shadow }) => shadow?.version === '1.0.1'
    );
    await monitor.signal(metricsSignal, tagged(1, '1.0.0', 0.9));
    await monitor.signal(metricsSignal, tagged(2, '1.0.1', 0.9));
    await eventually(
      () => monitor.query(stateQuery),
      ({ shadow }) => shadow?.metrics['accuracy']?.candidate.n === 12
    );
    expect((await world.registry.aliased(model, 'champion'))?.version).toBe('1.0.0');
    await monitor.signal(metricsSignal, tagged(3, '1.0.1', 0.9));
    await eventually(
      () => monitor.query(stateQuery),
      ({ champion, shadow }) => champion === '1.0.1' && shadow === null
    );
    expect(await world.registry.aliased(model, 'challenger')).toBeUndefined();
  });
});
