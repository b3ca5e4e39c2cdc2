import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configOf, detectorFor, hourMs, holdsOf, metricOf, policyOf, stateOf } from '../support/policies.ts';
import { ewmasOf } from '../../src/core/view/view.ts';
import { ewmaLimit } from '../../src/detectors/ewma-limit.ts';
import { knownKind, metricKinds } from '../../src/terms/metric-kinds.ts';
import { TestMonitor } from '../support/monitor.ts';

const average = (alpha: number, limits: { below?: number; above?: number }) =>
  detectorFor('ewma-limit', { alpha, ...limits });
const accuracy = (alpha: number, below: number) =>
  metricOf('accuracy', { alpha, detectors: [average(alpha, { below })] });
const latency = metricOf('latencyMs', { direction: 'lower-is-better', detectors: [average(0.5, { above: 200 })] });

describe('metric kinds', { tags: ['m41.2'] }, () => {
  it.each(['accuracy', 'precision', 'recall', 'f1', 'latencyMs'])('%s has a direction', (name) => {
    expect(knownKind(name)?.direction).toBe(name === 'latencyMs' ? 'lower-is-better' : 'higher-is-better');
  });

  it('every built-in kind has a direction, and names that are none of them are open', () => {
    for (const kind of Object.values(metricKinds)) expect(kind.direction).toMatch(/is-better$/);
    expect(knownKind('toString')).toBeUndefined();
    const monitor = new TestMonitor(
      stateOf(policyOf([metricOf('clickThrough', { detectors: [average(1, { below: 0.1 })] })]))
    );
    monitor.observe('clickThrough', [0.05]);
    expect(monitor.launches()).toHaveLength(1);
  });

  it('a latency fires above its limit and never below it: the sketch had it the wrong way round', () => {
    const monitor = new TestMonitor(stateOf(policyOf([latency])));
    monitor.observe('latencyMs', [10, 50, 199, 200]);
    expect(monitor.launches()).toEqual([]);
    monitor.observe('latencyMs', [400]);
    expect(monitor.launches()[0]?.reasons[0]?.text).toContain('above threshold 200.00ms');
  });

  it('a bound on the wrong side is a fault of the policy', () => {
    expect(ewmaLimit.check?.({ alpha: 0.2, below: 200 }, 'lower-is-better')).toHaveLength(1);
    expect(ewmaLimit.check?.({ alpha: 0.2, above: 200 }, 'lower-is-better')).toEqual([]);
  });
});

describe('adaptive threshold', { tags: ['m41.3'] }, () => {
  it('the first value seeds it, then alpha·x + (1 − alpha)·ewma', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }),
        (alpha, values) => {
          const monitor = new TestMonitor(stateOf(policyOf([accuracy(alpha, -1)])));
          monitor.observe('accuracy', values);
          const expected = values.slice(1).reduce((ewma, x) => alpha * x + (1 - alpha) * ewma, values[0] ?? 0);
          expect(ewmasOf(monitor.state).accuracy).toBe(expected);
          expect(monitor.state.series['accuracy/']?.slots[0]?.state).toEqual({ n: values.length, ewma: expected });
        }
      )
    );
  });

  it('models and kinds have an average each', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracy(0.5, 0.5), latency])));
    monitor.observe('accuracy', [1, 0.8]);
    monitor.observe('latencyMs', [100]);
    expect(ewmasOf(monitor.state)).toEqual({ accuracy: 0.9, latencyMs: 100 });
  });

  it('it fires when it crosses its limit, not on every event while it is below, and again only after the cool-down', () => {
    const holds = holdsOf({ cooldownMs: hourMs });
    const monitor = new TestMonitor(stateOf(policyOf([accuracy(0.5, 0.9)], { holds })));
    monitor.observe('accuracy', [0.95, 0.92]);
    expect(monitor.launches()).toEqual([]);
    monitor.observe('accuracy', [0.8]);
    expect(monitor.launches()).toHaveLength(1);
    monitor.started();
    for (let i = 0; i < 50; i++) monitor.observe('accuracy', [0.8]);
    monitor.finished({ status: 'rejected' });
    for (let i = 0; i < 50; i++) monitor.observe('accuracy', [0.8]);
    expect(monitor.launches()).toHaveLength(1);
    monitor.pass(hourMs);
    expect(monitor.launches()).toHaveLength(2);
    expect(monitor.state.ledger.at(-1)?.reasonCodes).toEqual(['still-in-drift']);
  });
});

describe('live configuration', { tags: ['m41.4'] }, () => {
  it('alpha and limits change while the monitor runs, and the average can be read before and after', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracy(0.5, 0.5)])));
    monitor.observe('accuracy', [0.9, 0.8]);
    expect(ewmasOf(monitor.state).accuracy).toBeCloseTo(0.85, 12);
    monitor.command({ name: 'policy', policy: policyOf([accuracy(0.1, 0.84)]), config: configOf() });
    expect(monitor.state).toMatchObject({ policyRevision: 2, counts: { observations: 2 } });
    expect(ewmasOf(monitor.state).accuracy).toBeCloseTo(0.85, 12);
    monitor.observe('accuracy', [0.75]);
    expect(ewmasOf(monitor.state).accuracy).toBeCloseTo(0.84, 12);
    monitor.observe('accuracy', [0.7, 0.7]);
    expect(monitor.launches()).toHaveLength(1);
  });
});

describe('one call to launch', { tags: ['m41.8'] }, () => {
  it('accuracy 0.92 and F1 0.90, each on its average, are all there is to say', () => {
    const policy = policyOf([accuracy(0.2, 0.92), metricOf('f1', { detectors: [average(0.2, { below: 0.9 })] })]);
    const monitor = new TestMonitor(stateOf(policy));
    monitor.observe('accuracy', [0.93]);
    monitor.observe('f1', [0.91]);
    expect(monitor.launches()).toEqual([]);
    monitor.observe('f1', [0.8]);
    expect(monitor.launches()[0]?.reasons[0]?.text).toBe('EWMA of f1 0.8880 below threshold 0.9000');
  });
});
