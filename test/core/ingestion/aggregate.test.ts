import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectorFor, hourMs, metricOf, minuteMs, noon, policyOf, stateOf } from '../../support/policies.ts';
import { nextDeadline } from '../../../src/core/view/deadline.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import type { AggregatePolicy } from '../../../src/core/state/policy.ts';

const hourly: AggregatePolicy = { everyMs: hourMs, allowedMs: 0 };
const start = (aggregate = hourly, detectors = [detectorFor('limit', { below: 0.5 })], edition = 3): TestMonitor =>
  new TestMonitor(stateOf(policyOf([metricOf('accuracy', { detectors, aggregate })]), { edition }));
const series = (monitor: TestMonitor) => monitor.state.series['accuracy/']!;

/** Observations at minutes after noon, which arrive as the newest of them is measured. */
function at(monitor: TestMonitor, ...observations: [minute: number, x: number][]): void {
  const times = observations.map(([minute]) => noon + minute * minuteMs);
  monitor.now = Math.max(monitor.now, ...times);
  const dt = times.map((time, i) => time - (times[i - 1] ?? noon));
  monitor.send([{ metric: 'accuracy', t0: noon, dt, v: observations.map(([, x]) => x) }]);
}

describe('a metric that is aggregated', () => {
  it('judges a window as one value of its rows, once the next has begun', () => {
    const monitor = start();
    at(monitor, [0, 1], [20, 0], [59, 1]);
    expect(series(monitor)).toMatchObject({ n: 0, windows: { open: [{ start: noon, rows: { n: 3 } }] } });
    at(monitor, [60, 1]);
    expect(series(monitor)).toMatchObject({ n: 1, newest: { n: 3, min: 0, max: 1 }, lastAt: noon + 59 * minuteMs });
    expect(series(monitor).last).toBeCloseTo(2 / 3, 14);
    expect(monitor.state.counts.observations).toBe(4);
    const [view] = viewOf(monitor.state, monitor.now).series;
    expect(view?.open).toMatchObject({ from: noon + hourMs, value: 1, rows: { n: 1 } });
  });

  it('is dated by the newest observation of a window, whichever comes last', () => {
    const monitor = start();
    at(monitor, [50, 1]);
    at(monitor, [20, 0]);
    expect(series(monitor).windows!.open).toMatchObject([{ lastAt: noon + 50 * minuteMs, rows: { n: 2 } }]);
  });

  it('closes no window early for a clock that is ahead of its own', () => {
    const monitor = start();
    monitor.now = noon + 58 * minuteMs;
    monitor.send([{ metric: 'accuracy', t0: noon + 30 * minuteMs, dt: 31 * minuteMs, v: [1, 1] }]);
    expect(series(monitor)).toMatchObject({ n: 0, windows: { newest: monitor.now } });
  });

  it('adds up rows and squares of values that are means themselves', () => {
    const monitor = start();
    const t0 = noon;
    monitor.send([{ metric: 'accuracy', t0, dt: minuteMs, v: [0.5, 0.8], n: [10, 30], ss: [5, 24] }]);
    at(monitor, [60, 1]);
    expect(series(monitor).newest).toMatchObject({ n: 40, squares: 29 });
    expect(series(monitor).last).toBeCloseTo(0.725, 14);
  });

  it('keeps a window open for as long as observations may be late, and counts what comes later', () => {
    const monitor = start({ everyMs: hourMs, allowedMs: 10 * minuteMs });
    at(monitor, [30, 1], [65, 0]);
    at(monitor, [59, 0]);
    at(monitor, [70, 1]);
    expect(series(monitor)).toMatchObject({ n: 1, last: 0.5 });
    at(monitor, [58, 1]);
    expect(monitor.state.counts).toMatchObject({ observations: 4, tooLate: 1 });
  });

  it('fires on a window that is bad, and not on one with few rows', () => {
    const [few, many] = [start(), start()];
    at(few, [0, 0], [1, 0], [60, 1]);
    at(many, ...Array.from({ length: 20 }, (_, i): [number, number] => [i, 0]), [60, 1]);
    expect([few, many].map((one) => series(one).slots[0]!.level)).toEqual(['stable', 'drift']);
  });

  it('closes the last window though nothing more comes, at a deadline of its own', () => {
    const monitor = start({ everyMs: hourMs, allowedMs: 5 * minuteMs });
    at(monitor, [50, 0.25]);
    expect(nextDeadline(monitor.state, monitor.now)).toEqual({
      at: noon + 115 * minuteMs,
      what: 'a window of accuracy ends',
    });
    monitor.pass(3 * hourMs);
    expect(series(monitor)).toMatchObject({ n: 1, last: 0.25, windows: { open: [] } });
    expect(nextDeadline(monitor.state, monitor.now)).toBeUndefined();
  });

  it('drops what is open when another version begins', () => {
    const monitor = start();
    at(monitor, [10, 0]);
    monitor.apply({ type: 'promoted', generation: 0, version: '2.0.0', previous: null });
    at(monitor, [20, 1], [60, 1]);
    expect(series(monitor)).toMatchObject({ n: 1, last: 1 });
  });

  it.each([
    [2, { observations: 6, tooLate: 0 }],
    [3, { observations: 5, tooLate: 1 }],
  ])(
    'judges nothing for another version of a window that was over before, from edition 3 on (%i)',
    (edition, counts) => {
      const monitor = start({ everyMs: hourMs, allowedMs: 10 * minuteMs }, undefined, edition);
      at(monitor, [50, 1], [65, 1]);
      monitor.apply({ type: 'promoted', generation: 0, version: '2.0.0', previous: null });
      at(monitor, [66, 1]);
      // By the watermark the first hour is not over yet, but it was the old version's.
      at(monitor, [55, 0]);
      at(monitor, [75, 1], [140, 1]);
      expect(monitor.state.counts).toMatchObject(counts);
    }
  );

  it('takes nothing for a window of which nothing has come until it was over', () => {
    const monitor = start({ everyMs: hourMs, allowedMs: 10 * minuteMs });
    at(monitor, [30, 1], [200, 1]);
    at(monitor, [110, 0]);
    at(monitor, [130, 1]);
    expect(monitor.state.counts).toMatchObject({ observations: 2, tooLate: 2 });
    at(monitor, [185, 1]);
    expect(monitor.state.counts).toMatchObject({ observations: 3, tooLate: 2 });
  });

  it('comes to the same whatever arrives together', () => {
    const observations = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 600 }), fc.double({ min: 0, max: 1, noNaN: true })),
      {
        minLength: 1,
        maxLength: 40,
      }
    );
    fc.assert(
      fc.property(observations, fc.integer({ min: 0, max: 180 }), (all, allowed) => {
        const policy = { everyMs: hourMs, allowedMs: allowed * minuteMs };
        const [together, oneByOne] = [start(policy), start(policy)];
        together.now = oneByOne.now = noon + 11 * hourMs;
        at(together, ...all);
        for (const one of all) at(oneByOne, one);
        const { slots: _, ...first } = series(together);
        const { slots: __, ...second } = series(oneByOne);
        expect(first).toEqual(second);
        expect(together.state.counts.tooLate).toBe(oneByOne.state.counts.tooLate);
        expect(series(together).windows!.open.length).toBeLessThanOrEqual(7);
      })
    );
  });
});
