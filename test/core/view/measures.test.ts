import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, dayMs, hourMs, liveSpecOf, policyOf } from '../../support/policies.ts';
import { noon, retrainSpecOf, stateOf } from '../../support/policies.ts';
import { anyLife, anyPolicy } from '../../support/scenarios.ts';
import { measuresOf } from '../../../src/core/view/measures.ts';
import { step } from '../../../src/core/step.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { workerMetrics, type Measure, type WorkerMetric } from '../../../src/terms/worker-metrics.ts';
import type { Effect, MonitorEvent } from '../../../src/core/state/events.ts';

/** A monitor that keeps what each of its events adds. */
class Measured extends TestMonitor {
  readonly measures: Measure[] = [];

  override apply(event: MonitorEvent): Effect[] {
    const before = this.state;
    const effects = super.apply(event);
    this.measures.push(...measuresOf(before, this.state));
    return effects;
  }

  of(metric: Measure['metric']): [Record<string, string>, number][] {
    return this.measures.flatMap(({ metric: its, labels, value }) => (its === metric ? [[labels, value]] : []));
  }
}

function monitorWith(retrain: Parameters<typeof retrainSpecOf>[0]): Measured {
  const config = configOf({ retrain: retrainSpecOf(retrain) });
  return new Measured(stateOf(policyOf([accuracyBelow(0.9)]), { config }));
}

describe('what an event adds to a worker’s metrics', () => {
  it('adds the observations and batches of a batch, and why others do not count', () => {
    const monitor = monitorWith({});
    monitor.observe('accuracy', [0.95, null, 0.96]);
    monitor.observe('unknown', [1, 2]);
    monitor.apply({ type: 'batch', batch: { source: 'test', seq: 1, series: [] } });
    monitor.apply({ type: 'batch', batch: 'nonsense' });
    expect(monitor.of('temporal_retrain_observations_total')).toEqual([[{}, 2]]);
    expect(monitor.of('temporal_retrain_observations_not_judged_total')).toEqual([
      [{ reason: 'not-a-number' }, 1],
      [{ reason: 'unknown-metric' }, 2],
    ]);
    expect(monitor.of('temporal_retrain_batches_total').map(([{ outcome }]) => outcome)).toEqual([
      'taken',
      'taken',
      'repeated',
      'refused',
    ]);
  });

  it('adds a retrain once, with its outcome and how long it took', () => {
    const monitor = monitorWith({});
    monitor.observe('accuracy', [0.8]);
    monitor.started();
    monitor.now += hourMs;
    monitor.finished({ status: 'failed' });
    monitor.finished({ status: 'failed', generation: 1 });
    expect(monitor.of('temporal_retrain_retrains_total')).toEqual([[{ outcome: 'failed' }, 1]]);
    expect(monitor.of('temporal_retrain_retrain_seconds')).toEqual([[{ outcome: 'failed' }, 3_600]]);
  });

  it.each([
    ['approve', 'approved'],
    ['reject', 'rejected'],
  ] as const)(
    'adds how long a challenger waited until somebody said %s, not how long the registry took',
    (name, outcome) => {
      const monitor = monitorWith({
        promotion: 'challenger',
        approval: { timeoutMs: null, reminderMs: null, onTimeout: 'reject' },
      });
      monitor.observe('accuracy', [0.8]);
      monitor.started();
      monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
      monitor.now += 2 * hourMs;
      monitor.command({ name });
      monitor.now += hourMs;
      monitor.apply({ type: 'promoted', generation: 1, version: '1.0.1', previous: '1.0.0' });
      expect(monitor.of('temporal_retrain_approval_wait_seconds')).toEqual([[{ outcome }, 7_200]]);
    }
  );

  it('adds a challenger that nobody looked at in time', () => {
    const approval = { timeoutMs: dayMs, reminderMs: null, onTimeout: 'reject' } as const;
    const monitor = monitorWith({ promotion: 'challenger', approval });
    monitor.observe('accuracy', [0.8]);
    monitor.started();
    monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
    monitor.pass(dayMs);
    expect(monitor.of('temporal_retrain_approval_wait_seconds')).toEqual([[{ outcome: 'timed-out' }, 86_400]]);
  });

  it.each([
    ['passed', 0.95],
    ['failed', 0.1],
  ])('adds a probation once, when it has %s', (outcome, value) => {
    const monitor = monitorWith({ probation: liveSpecOf() });
    monitor.observe('accuracy', wobbling(0.95, 40), { version: '1.0.0' });
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.promoted('1.1.0');
    monitor.now += hourMs;
    monitor.observe('accuracy', wobbling(value, 50), { version: '1.1.0' });
    monitor.apply({ type: 'rolled-back', version: '1.0.0', previous: '1.1.0' });
    expect(monitor.of('temporal_retrain_probations_total')).toEqual([[{ outcome }, 1]]);
  });

  it('adds up to what the monitor has counted, whatever happens, under labels that the table knows', () => {
    let seen = 0;
    fc.assert(
      fc.property(anyPolicy, anyLife, (policy, life) => {
        let state = stateOf(policy);
        const sums = new Map<string, number>();
        let now = noon;
        for (const [index, { afterMs, event }] of life.entries()) {
          now = Math.max(now, now + afterMs);
          const after = step(state, event(state.generation, index + 1, now), now).state;
          for (const { metric, labels, value } of measuresOf(state, after)) {
            seen += 1;
            expect(value).toBeGreaterThanOrEqual(0);
            const known: WorkerMetric = workerMetrics[metric];
            expect(Object.keys(labels)).toEqual(Object.keys(known.labels));
            for (const [label, text] of Object.entries(labels))
              if (known.type === 'counter') expect(known.labels[label]).toContain(text);
            sums.set(metric, (sums.get(metric) ?? 0) + value);
          }
          state = after;
        }
        const { observations, batches, duplicates, refusedBatches } = state.counts;
        expect(sums.get('temporal_retrain_observations_total') ?? 0).toBe(observations);
        expect(sums.get('temporal_retrain_batches_total') ?? 0).toBe(batches + duplicates + refusedBatches);
      })
    );
    expect(seen).toBeGreaterThan(100);
  });
});

function wobbling(mean: number, n: number): number[] {
  return Array.from({ length: n }, (_, i) => mean + 0.01 * Math.sin(i * 2.4));
}
