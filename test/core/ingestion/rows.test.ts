import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/stats/rng.ts';
import { detectorFor, hourMs, metricOf, minuteMs, noon, policyOf, stateOf } from '../../support/policies.ts';
import { encodeSeries } from '../../../src/client/publish/encode-batch.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { observationsOf } from '../../../src/client/publish/observation.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import type { MetricPolicy } from '../../../src/core/state/policy.ts';
import type { SeriesView } from '../../../src/core/wire/answers.ts';

const monitorOf = (changes: Partial<MetricPolicy> = {}, name = 'accuracy'): TestMonitor =>
  new TestMonitor(stateOf(policyOf([metricOf(name, changes)])));
const floor = [detectorFor('limit', { below: 0.9 })];
const series = (monitor: TestMonitor, key = 'accuracy/') => monitor.state.series[key]!;

describe('observations with n', () => {
  it('are weighted in the average that is shown', () => {
    const monitor = monitorOf();
    monitor.observe('accuracy', [0.9, 0.9, 0.1], { n: [1_000, 1_000, 5] });
    expect(series(monitor).ewma).toBeGreaterThan(0.898);
    expect(viewOf(monitor.state, noon).series).toMatchObject([{ last: 0.1, rows: { n: 5 } }]);
  });

  it('leave a policy and its state as they are where nobody sends n', () => {
    const values = Array.from({ length: 100 }, (_, i) => 0.9 + 0.01 * Math.sin(i * i));
    const [bare, marked] = [monitorOf({ detectors: floor }), monitorOf({ detectors: floor })];
    bare.observe('accuracy', values);
    marked.observe('accuracy', values, { n: values.map(() => null) });
    expect(marked.state).toEqual(bare.state);
    expect(JSON.stringify(bare.state)).not.toContain('"rows"');
  });

  it('do not fire a limit on few rows, and explain says why', () => {
    const monitor = monitorOf({ detectors: floor });
    monitor.observe('accuracy', [0.6], { n: [5] });
    expect(monitor.state.triggers).toEqual([]);
    expect(explain(monitor.state, noon).distances.map(({ text }) => text)).toEqual([
      'accuracy by limit: stable, 0.6000 of 5 rows against below 0.9000, beyond its limit by no more than chance makes of so few',
    ]);
    monitor.observe('accuracy', [0.6], { n: [50] });
    expect(series(monitor).slots[0]!.level).toBe('drift');
  });

  it('judge a mean by the sum of squares that comes with it', () => {
    const above = { direction: 'lower-is-better' as const, detectors: [detectorFor('limit', { above: 200 })] };
    const level = (n: number): string => {
      const monitor = monitorOf(above, 'latencyMs');
      // A row varies by 50.
      monitor.observe('latencyMs', [220], { n: [n], ss: [n * 220 ** 2 + (n - 1) * 2_500] });
      return series(monitor, 'latencyMs/').slots[0]!.level;
    };
    expect([level(5), level(500)]).toEqual(['stable', 'drift']);
  });

  it('lie nearer to the level for detectors that learn it, the fewer rows they have', () => {
    const seen = (n: number): number => {
      const monitor = monitorOf({
        detectors: [detectorFor('shewhart', { width: 3, mode: 'both', burnIn: 50, ddof: 1, relearn: false })],
      });
      const rng = createRng(7);
      const calm = Array.from({ length: 60 }, () => 0.9 + 0.01 * rng.normal());
      monitor.observe('accuracy', calm, { n: calm.map(() => 400) });
      monitor.observe('accuracy', [0.8], { n: [n] });
      return (series(monitor).slots[0]!.state as { z: number }).z;
    };
    expect(seen(4) / seen(400)).toBeCloseTo(0.1, 1);
    expect(seen(4_000)).toBe(seen(400));
  });

  it('take a value whose n is none for no measurement, and other parts that cannot be for absent', () => {
    const monitor = monitorOf();
    monitor.observe('accuracy', [0.9, 0.9, 0.9], { n: [0, 10, 10], ss: [0, 1, 8.2], lo: [null, 0.95, 0.5] });
    expect(monitor.state.counts).toMatchObject({ observations: 2, invalid: 1 });
    expect(series(monitor).newest).toEqual({ n: 10, squares: 8.2, min: 0.5 });
  });

  it('keep no negative zero, which JSON does not have', () => {
    const monitor = monitorOf();
    monitor.observe('accuracy', [0.9], { n: [1], lo: [-0] });
    expect(Object.is(series(monitor).newest?.min, 0)).toBe(true);
  });

  it('keep their rows where repetitions are left out', () => {
    const monitor = monitorOf();
    monitor.observe('accuracy', [0.9, 0.5, 0.7], { k: ['a', 'a', 'b'], n: [1, 2, 3] });
    expect(series(monitor)).toMatchObject({ n: 2, last: 0.7, newest: { n: 3 } });
  });

  it.each([3, 2])('are told of the value beside them, however they came, in edition %s', (edition) => {
    const seen = (...batches: [minute: number, x: number, n: number | null][][]): Partial<SeriesView> => {
      const metric = metricOf('accuracy', { lateness: { allowedMs: 10 * minuteMs, buffer: 100 } });
      const monitor = new TestMonitor(stateOf(policyOf([metric]), { edition }), noon + hourMs);
      for (const batch of batches)
        for (const [minute, x, n] of batch)
          monitor.send([{ metric: 'accuracy', t0: noon + minute * minuteMs, dt: 0, v: [x], n: [n] }]);
      const { last, rows } = viewOf(monitor.state, noon).series[0]!;
      return { last, ...(rows && { rows }) };
    };
    const isOfBefore = edition < 3;
    const inOrder = [
      [20, 0.9, 10],
      [25, 0.8, 20],
      [30, 0.7, 30],
    ] as [number, number, number][];
    expect(seen(inOrder)).toEqual({ last: 0.7, rows: { n: 30 } });
    expect(seen(inOrder.toReversed())).toEqual({ last: 0.7, rows: { n: isOfBefore ? 10 : 30 } });
    // One that is too late is not taken.
    expect(seen(inOrder, [[1, 0.5, 5]])).toEqual({ last: 0.7, rows: { n: isOfBefore ? 5 : 30 } });
    expect(seen(inOrder, [[31, 0.6, null]])).toEqual({ last: 0.6, ...(isOfBefore && { rows: { n: 30 } }) });
  });

  it.each([3, 2])('are not told beside a value that has none, in edition %s', (edition) => {
    const monitor = new TestMonitor(stateOf(policyOf([metricOf('accuracy')]), { edition }));
    monitor.observe('accuracy', [0.9, 0.8], { n: [5, null] });
    expect(series(monitor).newest).toEqual(edition < 3 ? { n: 5 } : undefined);
    monitor.observe('accuracy', [0.7], { n: [5] });
    monitor.observe('accuracy', [0.6]);
    expect(series(monitor).newest).toEqual(edition < 3 ? { n: 5 } : undefined);
    expect(JSON.parse(JSON.stringify(monitor.state))).toEqual(monitor.state);
  });

  it('refuse a batch whose columns do not fit', () => {
    const monitor = monitorOf();
    monitor.observe('accuracy', [0.9, 0.8], { n: [5] });
    expect(monitor.state.refused.at(-1)?.reason).toBe(
      'Expected `series[0].n` to have one number or null for each value of `v`'
    );
  });

  it('come late into their place with their rows', () => {
    const lateness = { allowedMs: hourMs, buffer: 100 };
    const detectors = [detectorFor('ewma-limit', { alpha: 0.3, below: 0.5 })];
    const [late, inOrder] = [monitorOf({ lateness, detectors }), monitorOf({ lateness, detectors })];
    const send = (monitor: TestMonitor, minutes: number[], v: number[], n: number[]): void => {
      const dt = minutes.map((minute, i) => (minute - (minutes[i - 1] ?? 0)) * minuteMs);
      monitor.send([{ metric: 'accuracy', t0: noon - hourMs, dt, v, n }]);
    };
    send(late, [1, 2, 4], [0.9, 0.8, 0.6], [10, 20, 40]);
    send(late, [3], [0.7], [500]);
    send(inOrder, [1, 2, 3, 4], [0.9, 0.8, 0.7, 0.6], [10, 20, 500, 40]);
    // A trail keeps what the average was as the values came.
    const { trail } = series(late);
    expect(series(late)).toEqual({ ...series(inOrder), trail });
  });

  it('arrive at a monitor as they were recorded', () => {
    const observations = [
      ...observationsOf({ latencyMs: 200 }, { n: 3, sumOfSquares: 120_050, min: 195, max: 205 }, noon),
      ...observationsOf({ latencyMs: 210 }, {}, noon),
    ];
    const monitor = monitorOf({ direction: 'lower-is-better' }, 'latencyMs');
    monitor.send(encodeSeries(observations.slice(0, 1)));
    expect(series(monitor, 'latencyMs/').newest).toEqual({ n: 3, squares: 120_050, min: 195, max: 205 });
    const [mixed] = JSON.parse(JSON.stringify(encodeSeries(observations))) as [{ n: unknown }];
    expect(mixed.n).toEqual([3, null]);
  });

  it.each([
    [{ n: 0 }, 'Expected `n` to be a number of rows from 1, got 0'],
    [{ sumOfSquares: 1 }, 'Expected `n` beside `sumOfSquares`, got none'],
    [{ n: 10, sumOfSquares: 5 }, 'Expected `sumOfSquares` to be at least n times the squared mean (8.1)'],
    [{ n: 10, min: 0.95 }, 'Expected `min` to be at most the mean 0.9, got 0.95'],
  ])('are refused when recorded with %o', (options, sentence) => {
    expect(() => observationsOf({ accuracy: 0.9 }, options, noon)).toThrow(sentence);
  });

  it('may be anything at all', () => {
    const entry = fc.oneof(fc.double(), fc.integer(), fc.constant(null), fc.string());
    const column = fc.oneof(fc.array(entry, { maxLength: 4 }), fc.string(), entry);
    fc.assert(
      fc.property(column, column, column, (n, ss, lo) => {
        const monitor = monitorOf({ detectors: floor });
        monitor.observe('accuracy', [0.9, 0.1, 0.5, 0.9], { n, ss, lo } as never);
        expect(JSON.parse(JSON.stringify(monitor.state))).toEqual(monitor.state);
      })
    );
  });
});
