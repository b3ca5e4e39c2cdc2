import { describe, expect, it } from 'vitest';
import { configOf, dayMs, detectorFor, hourMs, metricOf, minuteMs, noon, policyOf } from '../../support/policies.ts';
import { finish } from '../../../src/backtest/steps.ts';
import { playMonitor } from '../../../src/backtest/life/play-monitor.ts';
import type { LifeTask } from '../../../src/backtest/life/life.ts';
import type { MetricPolicy } from '../../../src/core/state/policy.ts';
import type { PlayedSeries } from '../../../src/backtest/life/played.ts';

const everything = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, points: 1_000 };

/** One batch an hour, each of values with their times. */
function draw(batches: [at: number, v: number][][], changes: Partial<MetricPolicy> = {}): PlayedSeries {
  const detectors = [detectorFor('ewma-limit', { below: 0.2 })];
  const policy = policyOf([metricOf('accuracy', { detectors, ...changes })]);
  const tasks = batches.map((batch, i): LifeTask => {
    const t0 = batch[0]![0];
    const dt = batch.map(([at], k) => at - (batch[k - 1]?.[0] ?? t0));
    const series = [{ metric: 'accuracy', t0, dt, v: batch.map(([, v]) => v) }];
    const event = { type: 'batch' as const, batch: { source: 'a', seq: i + 1, series } };
    return { at: noon + i * hourMs, answers: [], messages: [{ type: 'event', event }] };
  });
  const input = { config: configOf(), policy } as never;
  const life = { runs: [{ runId: 'one', input, patches: [], tasks }], isCut: false };
  return finish(playMonitor('shop:ranker', life, everything)).series[0]!;
}

const columns = ({ at, value }: PlayedSeries): [at: number, v: number][] => at.map((time, i) => [time, value[i]!]);

describe('a stream of which some comes late, or with times that cannot be meant', () => {
  const late = noon + 90 * minuteMs;
  const first: [number, number][] = [0, 1, 2, 3].map((hour) => [noon + hour * hourMs, 0.9]);
  const inOrder = (one: [number, number]): [number, number][] => [...first, one].sort(([a], [b]) => a - b);

  it('has a late value at its own time, as one that comes in a batch', () => {
    expect(columns(draw([...first.map((one) => [one]), [[late, 0.4]]]))).toEqual(inOrder([late, 0.4]));
    expect(columns(draw([first, [[late, 0.4]]]))).toEqual(inOrder([late, 0.4]));
    const lateness = { allowedMs: 6 * hourMs, buffer: 100 };
    expect(columns(draw([first, [[late, 0.4]]], { lateness }))).toEqual(inOrder([late, 0.4]));
  });

  it('shows at that time no average and no statistic of later', () => {
    const { at, average, detectors } = draw([...first.map((one) => [one]), [[late, 0.4]], [[noon + 4 * hourMs, 0.9]]]);
    const [before, there, after] = [noon + hourMs, late, noon + 2 * hourMs].map((time) => at.indexOf(time));
    expect(average[there!]).toBe(average[before!]);
    expect(average[after!]).toBeCloseTo(0.9);
    expect(detectors[0]!.statistic[there!]).toBe(detectors[0]!.statistic[before!]);
    // What it did to them is seen from the next value on.
    expect(average.at(-1)).toBeCloseTo(0.8 * (0.8 * 0.9 + 0.2 * 0.4) + 0.2 * 0.9);
  });

  it('has values whose time cannot be meant where the monitor took them for', () => {
    const inSeconds: [number, number][] = [
      [(noon + 4 * hourMs) / 1_000, 0.8],
      [(noon + 5 * hourMs) / 1_000, 0.7],
    ];
    const newest = noon + 3 * hourMs;
    const expected = [...first, [newest, 0.8], [newest, 0.7]];
    expect(columns(draw([first, inSeconds]))).toEqual(expected);
    const drawn = draw([first, ...inSeconds.map((one) => [one])]);
    expect(columns(drawn)).toEqual(expected);
    expect(drawn.late.at).toEqual([]);
  });

  it('has windows, where it is of windows, and not what came into them', () => {
    const aggregate = { everyMs: hourMs, allowedMs: 0 };
    const drawn = draw([[[noon, 0.9]], [[noon + hourMs, 0.7]], [[noon + 2 * hourMs, 0.5]]], { aggregate });
    expect(drawn.value.slice(0, 2)).toEqual([0.9, 0.7]);
  });
});

describe('a stream that begins with many values in one batch', () => {
  it('has the average and the statistic of each, as of values that come one by one', () => {
    const values: [number, number][] = [0.9, 0.5, 0.7, 0.3].map((v, i) => [noon + i * minuteMs, v]);
    const [atOnce, oneByOne] = [draw([values]), draw(values.map((one) => [one]))];
    expect(atOnce.average).toEqual(oneByOne.average);
    expect(atOnce.average).not.toContain(null);
    expect(atOnce.detectors).toEqual(oneByOne.detectors);
    expect(atOnce.level).toEqual(oneByOne.level);
  });

  const wave = Array.from({ length: 80 }, (_, i): [number, number] => [
    noon - dayMs + i * 15 * minuteMs,
    0.9 - 0.01 * (i % 7),
  ]);
  const detectors = [detectorFor('ewma-limit', { below: 0.85 }), detectorFor('z-cusum', { h: 2 }, { seasonal: true })];

  it.each<[string, Partial<MetricPolicy>]>([
    ['of a season', { season: { by: 'hour-of-day', timeZone: 'UTC' } }],
    ['of windows', { aggregate: { everyMs: hourMs, allowedMs: 0 } }],
    ['of late values', { lateness: { allowedMs: 6 * hourMs, buffer: 100 } }],
    [
      'of values of which some are excluded',
      { exclude: { spans: [{ from: noon - 20 * hourMs, to: noon - 19 * hourMs }], weekly: [] } as never },
    ],
  ])('has them also %s', (_, changes) => {
    const whole = draw([wave.slice(0, 50), wave.slice(50)], { detectors, ...changes });
    const single = draw(
      wave.map((one) => [one]),
      { detectors, ...changes }
    );
    expect(whole.at.length).toBeGreaterThan(15);
    expect(columns(whole)).toEqual(columns(single));
    expect(whole.average).toEqual(single.average);
    expect(whole.average).not.toContain(null);
    expect(whole.detectors).toEqual(single.detectors);
    expect(whole.level).toEqual(single.level);
  });
});
