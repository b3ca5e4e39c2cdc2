import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectorFor, hourMs, metricOf, minuteMs, noon, policyOf, stateOf } from '../../support/policies.ts';
import { createRng } from '../../../src/stats/rng.ts';
import { nextDeadline } from '../../../src/core/view/deadline.ts';
import type { MetricPolicy } from '../../../src/core/state/policy.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { windowsOf } from '../../../src/core/view/view.ts';

const lateness = { allowedMs: 10 * minuteMs, buffer: 100 };
const limit = detectorFor('ewma-limit', { alpha: 0.5, below: 0.9 });
const accuracy = (changes: Partial<MetricPolicy> = {}): MetricPolicy =>
  metricOf('accuracy', { detectors: [limit], window: 5, lateness, ...changes });
const start = (changes: Partial<MetricPolicy> = {}): TestMonitor =>
  new TestMonitor(stateOf(policyOf([accuracy(changes)])), noon + hourMs);

/** Observations at minutes after noon. */
function at(monitor: TestMonitor, ...observations: [minute: number, x: number][]): void {
  const t0 = noon;
  let before = 0;
  const dt = observations.map(([minute]) => {
    const delta = (minute - before) * minuteMs;
    before = minute;
    return delta;
  });
  monitor.send([{ metric: 'accuracy', t0, dt, v: observations.map(([, x]) => x) }]);
}
const series = (monitor: TestMonitor) => monitor.state.series['accuracy/']!;
const untrailed = (monitor: TestMonitor) => ({ ...series(monitor), trail: undefined });
const rejudged = ({ state }: { state: MonitorState }) => state.ledger.filter(({ decision }) => decision === 'rejudged');

describe('an observation that comes late, but in time', () => {
  it('takes its place, as if it had come in order', () => {
    const [late, inOrder] = [start(), start()];
    at(late, [0, 0.95], [1, 0.96], [3, 0.94]);
    at(late, [2, 0.99]);
    at(inOrder, [0, 0.95], [1, 0.96], [2, 0.99], [3, 0.94]);
    expect(untrailed(late)).toEqual(untrailed(inOrder));
    expect(windowsOf(late.state)).toEqual({ accuracy: [0.95, 0.96, 0.99, 0.94] });
    expect(late.state.counts).toMatchObject({ observations: 4, rejudged: 1, tooLate: 0, outOfOrder: 0 });
  });

  it('has the window judged again, and the ledger says what that changed', () => {
    const monitor = start();
    at(monitor, [0, 0.95], [1, 0.95], [3, 0.95]);
    at(monitor, [2, 0.75]);
    expect(rejudged(monitor)).toMatchObject([
      {
        reasonCodes: ['late-labels', 'verdict-changed'],
        severity: 'none',
        generation: null,
        evidence: [{ metric: 'accuracy', detector: 'ewma-limit' }],
        rejudged: {
          metric: 'accuracy',
          windowFrom: noon + 2 * minuteMs,
          windowTo: noon + 3 * minuteMs,
          labels: 1,
          before: { value: 0.95, n: 1, level: 'stable' },
          after: { value: 0.85, n: 2, level: 'drift' },
          changed: true,
        },
      },
    ]);
    expect(rejudged(monitor)[0]?.note).toBe(
      'accuracy from 2026-03-02 12:02:00Z to 2026-03-02 12:03:00Z judged again with 1 late label: mean 0.9500 → 0.8500, stable → drift'
    );
    expect(monitor.decisions()).toEqual(['rejudged', 'launched']);
    expect(monitor.notices('drift')).toHaveLength(1);
  });

  it('that changes no verdict keeps one entry a stream', () => {
    const monitor = start();
    at(monitor, [0, 0.95], [9, 0.95]);
    for (const minute of [5, 3, 4]) at(monitor, [minute, 0.96]);
    expect(rejudged(monitor)).toMatchObject([
      {
        reasonCodes: ['late-labels', 'verdict-unchanged'],
        rejudged: {
          labels: 1,
          windowFrom: noon + 4 * minuteMs,
          before: { n: 2 },
          after: { n: 3 },
          changed: false,
          earlier: 2,
        },
      },
    ]);
    expect(rejudged(monitor)[0]?.note).toContain('and 2 times before without a change');
    expect(rejudged(monitor)[0]?.note).toContain('still stable');
  });

  it('that clears a drift withdraws what was held because of it', () => {
    const monitor = start();
    monitor.command({ name: 'pause' });
    at(monitor, [0, 0.95], [3, 0.8]);
    expect(monitor.state.triggers).toHaveLength(1);
    at(monitor, [2, 1.1]);
    expect(series(monitor).slots[0]).toMatchObject({ level: 'stable', latched: false, acted: false });
    expect(monitor.notices('recovered')).toHaveLength(1);
    monitor.command({ name: 'resume' });
    expect(monitor.launches()).toEqual([]);
    expect(monitor.state.ledger.at(-1)?.reasonCodes).toEqual(['recovered']);
  });

  it('in a drift that has asked already asks for nothing more', () => {
    const monitor = start();
    at(monitor, [0, 0.7], [3, 0.7]);
    expect(monitor.launches()).toHaveLength(1);
    at(monitor, [2, 0.7]);
    expect(monitor.launches()).toHaveLength(1);
    expect(series(monitor).slots[0]).toMatchObject({ latched: true, acted: true });
  });

  it('is what rules rest on', () => {
    const rules = [
      { id: 'r', atLeast: 1, of: [{ metric: 'accuracy', level: 'drift' as const }], severity: 'full' as const },
    ];
    const monitor = new TestMonitor(stateOf(policyOf([accuracy()], { rules })), noon + hourMs);
    at(monitor, [0, 0.95], [3, 0.95]);
    at(monitor, [2, 0.7]);
    expect(monitor.launches()[0]?.kind).toBe('full');
    expect(monitor.state.rules['r']?.active).toBe(true);
  });

  it('among others of one batch is put in order without a word', () => {
    const monitor = start();
    at(monitor, [3, 0.95], [1, 0.96], [2, 0.97]);
    expect(windowsOf(monitor.state)).toEqual({ accuracy: [0.96, 0.97, 0.95] });
    expect(rejudged(monitor)).toEqual([]);
  });
});

describe('an observation that comes later than allowed', () => {
  it('is counted and shown, and changes nothing else', () => {
    const monitor = start();
    at(monitor, [0, 0.95], [20, 0.95]);
    const before = series(monitor);
    at(monitor, [9, 0.1]);
    expect(monitor.state.counts).toMatchObject({ tooLate: 1, observations: 2 });
    expect(monitor.state.refused.at(-1)?.reason).toBe(
      'Observations of `accuracy` came later than allowed; they are counted, not judged'
    );
    expect({ ...series(monitor), heardAt: 0 }).toEqual({ ...before, heardAt: 0 });
  });

  it('by less than that is taken: the allowed distance itself is in time', () => {
    const monitor = start();
    at(monitor, [0, 0.95], [20, 0.95]);
    at(monitor, [10, 0.95]);
    expect(monitor.state.counts).toMatchObject({ tooLate: 0, rejudged: 1 });
  });
});

describe('the open window', () => {
  it('closes by the newest event time', () => {
    const monitor = start();
    at(monitor, [0, 0.95], [5, 0.95], [12, 0.95]);
    expect(series(monitor).late).toMatchObject({
      times: [5, 12].map((minute) => noon + minute * minuteMs),
      watermark: noon + 2 * minuteMs,
      base: { n: 1 },
    });
  });

  it('closes by time when nothing more comes, and wakes the monitor for it', () => {
    const monitor = start();
    at(monitor, [0, 0.95], [5, 0.95]);
    expect(nextDeadline(monitor.state, monitor.now)).toEqual({
      at: monitor.now + lateness.allowedMs,
      what: 'late labels of accuracy close',
    });
    monitor.pass(lateness.allowedMs);
    expect(series(monitor).late).toMatchObject({ times: [], values: [], watermark: noon + 5 * minuteMs });
    expect(series(monitor).late?.base.slots[0]?.state).toEqual(series(monitor).slots[0]?.state);
    expect(nextDeadline(monitor.state, monitor.now)).toBeUndefined();
    at(monitor, [4, 0.1]);
    expect(monitor.state.counts.tooLate).toBe(1);
  });

  it('is not closed by an event time from the future', () => {
    const monitor = start();
    at(monitor, [0, 0.95], [1e6, 0.95]);
    expect(series(monitor).late?.watermark).toBe(noon - lateness.allowedMs);
    monitor.pass(2 * lateness.allowedMs);
    at(monitor, [90, 0.95]);
    expect(monitor.state.counts).toMatchObject({ observations: 3, tooLate: 0 });
  });

  it('is not blinded by one that is dated a year ahead', () => {
    const monitor = start();
    at(monitor, [0, 0.95], [365 * 24 * 60, 0.95]);
    monitor.pass(2 * hourMs);
    for (let i = 121; i < 141; i++) at(monitor, [i, 0.1]);
    expect(monitor.launches()).toHaveLength(1);
  });

  it('starts anew with a new version: nobody judges the new one by labels from before', () => {
    const monitor = start();
    at(monitor, [0, 0.95], [5, 0.95]);
    monitor.apply({ type: 'promoted', generation: 1, version: '1.0.1', previous: '1.0.0' });
    at(monitor, [4, 0.1], [6, 0.95]);
    expect(monitor.state.counts).toMatchObject({ tooLate: 1, observations: 3 });
    expect(series(monitor)).toMatchObject({ n: 1, firstAt: noon + 6 * minuteMs });
    monitor.send([{ metric: 'accuracy', version: '1.0.0', t0: noon + 7 * minuteMs, dt: 0, v: [0.1] }]);
    expect(monitor.state.counts.fenced).toBe(1);
  });

  it('goes when the policy no longer allows lateness, and begins where the stream stands when it newly does', () => {
    const monitor = start();
    const change = (metric: MetricPolicy): void => {
      monitor.command({ name: 'policy', policy: policyOf([metric]), config: monitor.state.config });
    };
    at(monitor, [0, 0.95], [5, 0.95]);
    const punctual = accuracy();
    delete punctual.lateness;
    change(punctual);
    expect(series(monitor).late).toBeUndefined();
    at(monitor, [6, 0.95]);
    change(accuracy());
    at(monitor, [5.5, 0.1], [7, 0.95]);
    expect(monitor.state.counts).toMatchObject({ tooLate: 1, observations: 4 });
    expect(series(monitor).late?.base.n).toBe(3);
  });
});

describe('any order of arrival within the allowed lateness', () => {
  const seasonal = detectorFor(
    'page-hinkley',
    {
      minInstances: 3,
      delta: 0.005,
      threshold: 0.3,
      alpha: 0.9999,
      mode: 'both',
    },
    { severity: 'none', seasonal: true }
  );
  const metric = accuracy({
    detectors: [
      { ...limit, severity: 'none' },
      { ...detectorFor('limit', { below: 0.85 }, { severity: 'none' }), patience: { of: 4, atLeast: 2 } },
      seasonal,
    ],
    season: { by: 'hour-of-day', timeZone: 'Europe/Berlin' },
    exclude: { spans: [{ from: noon + 20 * hourMs, to: noon + 22 * hourMs, note: '' }], weekly: [] },
    lateness: { allowedMs: 5 * hourMs, buffer: 100 },
  });
  const policy = policyOf([metric]);
  const observations = 150;
  const values = ((rng = createRng(4)) =>
    Array.from({ length: observations }, (_, i) => (i < 100 ? 0.93 : 0.86) + 0.04 * rng.normal()))();

  /** Event `i` stands at half an hour times `i`; all have happened when the first arrives. */
  function arrive(order: readonly number[], cuts: readonly number[]): TestMonitor {
    const monitor = new TestMonitor(stateOf(policy), noon + observations * hourMs);
    let from = 0;
    for (const cut of [...cuts, order.length]) {
      const batch = order.slice(from, cut);
      from = Math.max(from, cut);
      if (batch.length === 0) continue;
      const dt = batch.map((i, k) => (i - (batch[k - 1] ?? 0)) * 30 * minuteMs);
      monitor.send([{ metric: 'accuracy', t0: noon, dt, v: batch.map((i) => values[i]!) }]);
    }
    return monitor;
  }

  it('and any cut into batches lead to the state of arrival in order, one by one', () => {
    const inOrder = Array.from({ length: observations }, (_, i) => i);
    const reference = arrive(inOrder, inOrder);
    expect(reference.state.series['accuracy/']?.slots.some(({ latched }) => latched)).toBe(true);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: observations, maxLength: observations }),
        fc.uniqueArray(fc.integer({ min: 1, max: observations - 1 }), { maxLength: observations }),
        (delays, cuts) => {
          // Whoever is at most 9 half hours late arrives within the 5 hours.
          const order = inOrder.toSorted((a, b) => a + delays[a]! - (b + delays[b]!) || a - b);
          const monitor = arrive(
            order,
            cuts.toSorted((a, b) => a - b)
          );
          expect(untrailed(monitor)).toEqual(untrailed(reference));
          expect(monitor.state.newestEventAt).toBe(reference.state.newestEventAt);
          expect(monitor.state.counts).toMatchObject({ observations: reference.state.counts.observations, tooLate: 0 });
        }
      ),
      { seed: 11, numRuns: 60 }
    );
  });
});
