import { describe, expect, it } from 'vitest';
import { dayMs, detectorFor, hourMs, metricOf, minuteMs, noon, policyOf, stateOf } from '../../support/policies.ts';
import type { Exclusions, MetricPolicy } from '../../../src/core/state/policy.ts';
import { isExcluded } from '../../../src/core/launch/quiet-hours.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { windowsOf } from '../../../src/core/view/view.ts';

const outage: Exclusions = { spans: [{ from: noon, to: noon + hourMs, note: 'outage' }], weekly: [] };
const weekends: Exclusions = {
  spans: [],
  weekly: [{ from: 0, to: 0, days: [6, 0], timeZone: 'America/New_York' }],
};

describe('excluded times', () => {
  it('have a beginning that belongs to them and an end that does not', () => {
    expect([-1, 0, hourMs - 1, hourMs].map((ms) => isExcluded(outage, noon + ms))).toEqual([false, true, true, false]);
  });

  it('recur on days of a zone', () => {
    const at = (text: string): boolean => isExcluded(weekends, Date.parse(text));
    expect([at('2026-03-07T04:59Z'), at('2026-03-07T05:00Z')]).toEqual([false, true]);
    // Clocks go forward on that Sunday: it ends an hour earlier by UTC.
    expect([at('2026-03-09T03:59Z'), at('2026-03-09T04:00Z')]).toEqual([true, false]);
  });
});

describe('observations in excluded times', () => {
  const metric = (changes: Partial<MetricPolicy> = {}): MetricPolicy =>
    metricOf('accuracy', { detectors: [detectorFor('ewma-limit', { alpha: 0.5, below: 0.9 })], ...changes });
  const start = (changes: Partial<MetricPolicy> = {}): TestMonitor =>
    new TestMonitor(stateOf(policyOf([metric({ exclude: outage, ...changes })])));

  it('are counted, and neither judged nor learned from nor shown', () => {
    const monitor = start();
    monitor.send([{ metric: 'accuracy', t0: noon - 1, dt: 1, v: [0.95, 0.1, 0.1] }]);
    monitor.now += hourMs;
    monitor.observe('accuracy', [0.97]);
    expect(monitor.launches()).toEqual([]);
    expect(monitor.state.counts).toMatchObject({ observations: 2, excluded: 2 });
    expect(monitor.state.series['accuracy/']).toMatchObject({ n: 2, ewma: 0.2 * 0.97 + 0.8 * 0.95 });
    expect(monitor.state.series['accuracy/']?.slots[0]?.state).toEqual({ n: 2, ewma: 0.96 });
    expect(windowsOf(monitor.state)).toEqual({ accuracy: [0.95, 0.97] });
  });

  it('leave the rest exactly as if they had not come', () => {
    const [with_, without] = [start(), start()];
    const send = (monitor: TestMonitor, values: (number | null)[]): void => {
      monitor.send([{ metric: 'accuracy', t0: noon - 10 * minuteMs, dt: 10 * minuteMs, v: values as number[] }]);
    };
    send(with_, [0.93, 0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.91]);
    send(without, [0.93, null, null, null, null, null, null, 0.91]);
    expect(with_.state.series).toEqual(without.state.series);
    expect(with_.state.ledger).toEqual(without.state.ledger);
  });

  it('are no silence', () => {
    const monitor = start({ noDataAfterMs: 30 * minuteMs });
    for (let i = 0; i < 6; i++) {
      monitor.observe('accuracy', [0.1]);
      monitor.pass(10 * minuteMs);
    }
    expect(monitor.notices('no-data')).toEqual([]);
    monitor.pass(dayMs);
    expect(monitor.notices('no-data')).toHaveLength(1);
  });

  it('that are no numbers are counted as that', () => {
    const monitor = start();
    monitor.observe('accuracy', [null, 0.5]);
    expect(monitor.state.counts).toMatchObject({ invalid: 1, excluded: 1, observations: 0 });
  });
});
