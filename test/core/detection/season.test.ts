import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/stats/rng.ts';
import { dayMs, detectorFor, hourMs, metricOf, noon, policyOf, stateOf } from '../../support/policies.ts';
import { detectors } from '../../../src/detectors/index.ts';
import { newSeason, takeSeasonOut } from '../../../src/core/detection/season.ts';
import { resolveOptions } from '../../../src/detectors/options.ts';
import type { DetectorPolicy, MetricPolicy, SeasonPolicy } from '../../../src/core/state/policy.ts';
import { TestMonitor } from '../../support/monitor.ts';

const midnight = noon - 12 * hourMs;
const daily: SeasonPolicy = { by: 'hour-of-day', timeZone: 'UTC' };

describe('a season', () => {
  it('is taken out once a phase has been visited twice, against earlier visits only', () => {
    const season = newSeason(daily);
    const at = (day: number, hour: number, x: number) =>
      takeSeasonOut(season, daily, midnight + day * dayMs + hour * hourMs, x);
    expect([at(0, 0, 10), at(0, 0, 20), at(0, 1, 100)]).toEqual([null, null, null]);
    expect([at(1, 0, 25), at(1, 1, 110)]).toEqual([null, null]);
    // Hour 0 had the means 15 and 25.
    expect([at(2, 0, 23), at(2, 0, 17), at(2, 1, 105)]).toEqual([3, -3, 0]);
  });

  it('rests on some thirty visits of a phase, however many there were', () => {
    const season = newSeason(daily);
    for (let day = 0; day < 100; day++) takeSeasonOut(season, daily, midnight + day * dayMs, 0);
    takeSeasonOut(season, daily, midnight + 100 * dayMs, 30);
    expect(takeSeasonOut(season, daily, midnight + 101 * dayMs, 30)).toBeCloseTo(29, 6);
  });

  it('counts a visit once, however many values it has', () => {
    const season = newSeason(daily);
    for (let i = 0; i < 1_000; i++) takeSeasonOut(season, daily, midnight + i, 1);
    takeSeasonOut(season, daily, midnight + dayMs, 3);
    expect(takeSeasonOut(season, daily, midnight + 2 * dayMs, 2)).toBe(0);
  });

  it.each([
    ['hour-of-day', 24, hourMs],
    ['day-of-week', 7, dayMs],
    ['hour-of-week', 168, hourMs],
  ] as const)('%s has %d phases, and a stream of them alone leaves nothing', (by, phases, unitMs) => {
    const policy: SeasonPolicy = { by, timeZone: 'UTC' };
    const season = newSeason(policy);
    const residuals = Array.from({ length: 4 * phases }, (_, i) =>
      takeSeasonOut(season, policy, midnight + i * unitMs, 100 + (i % phases))
    );
    expect(residuals.slice(0, 2 * phases).every((r) => r === null)).toBe(true);
    expect(residuals.slice(2 * phases).every((r) => r === 0)).toBe(true);
  });

  it('goes by the clock of its zone, also when clocks are set', () => {
    const berlin: SeasonPolicy = { by: 'hour-of-day', timeZone: 'Europe/Berlin' };
    const season = newSeason(berlin);
    const residuals = [];
    // A value each day at 09:00 in Berlin, over the change of 29 March 2026.
    for (let day = 26; day <= 31; day++)
      residuals.push(takeSeasonOut(season, berlin, Date.UTC(2026, 2, day, day < 29 ? 8 : 7), 5));
    expect(residuals).toEqual([null, null, 0, 0, 0, 0]);
  });

  it('a straggler of an earlier hour is judged but teaches nothing', () => {
    const season = newSeason(daily);
    for (const day of [0, 1])
      for (const hour of [0, 1]) takeSeasonOut(season, daily, midnight + day * dayMs + hour * hourMs, 1);
    takeSeasonOut(season, daily, midnight + dayMs + 2 * hourMs, 1);
    const before = JSON.stringify(season);
    expect(takeSeasonOut(season, daily, midnight + dayMs + 1, 5)).toBe(4);
    expect(JSON.stringify(season)).toBe(before);
  });

  it('learning goes on after one event time from far ahead', () => {
    const season = newSeason(daily);
    takeSeasonOut(season, daily, midnight, 1);
    takeSeasonOut(season, daily, 8e15, 99);
    for (let day = 1; day < 4; day++) takeSeasonOut(season, daily, midnight + day * dayMs, 1);
    expect(takeSeasonOut(season, daily, midnight + 4 * dayMs, 1)).toBe(0);
  });

  it('stays plain JSON of bounded size, and goes through it without a difference', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('hour-of-day' as const, 'day-of-week' as const, 'hour-of-week' as const),
        fc.array(fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.double({ min: -1e100, max: 1e100, noNaN: true })), {
          maxLength: 100,
        }),
        (by, values) => {
          const policy = { by, timeZone: 'Asia/Kolkata' };
          const kept = newSeason(policy);
          let restored = newSeason(policy);
          for (const [ms, x] of values) {
            restored = JSON.parse(JSON.stringify(restored));
            expect(takeSeasonOut(restored, policy, noon + ms, x)).toBe(takeSeasonOut(kept, policy, noon + ms, x));
          }
          expect(JSON.parse(JSON.stringify(kept))).toEqual(kept);
        }
      ),
      { seed: 8, numRuns: 60 }
    );
    const policy: SeasonPolicy = { by: 'hour-of-week', timeZone: 'UTC' };
    const season = newSeason(policy);
    const rng = createRng(2);
    for (let i = 0; i < 40 * 168; i++) takeSeasonOut(season, policy, midnight + i * hourMs, rng.normal() / 3);
    expect(JSON.stringify(season).length).toBeLessThan(3_200);
  });
});

describe('a metric with a season', () => {
  const cusum = optionsOf('cusum', { h: 20 });
  const metric = (changes: Partial<MetricPolicy> = {}): MetricPolicy =>
    metricOf('load', {
      direction: 'two-sided',
      detectors: [detectorFor('cusum', cusum, { seasonal: true })],
      season: daily,
      ...changes,
    });

  /** A value each quarter of an hour with a strong daily wave; from `shiftAt` on it lies higher. */
  function run(one: MetricPolicy, days: number, shiftAt = Number.POSITIVE_INFINITY): TestMonitor {
    const monitor = new TestMonitor(stateOf(policyOf([one])), midnight);
    const rng = createRng(9);
    for (let day = 0; day < days; day++) {
      const v = Array.from({ length: 96 }, (_, i) => {
        const wave = 10 * Math.sin((2 * Math.PI * Math.floor(i / 4)) / 24);
        return wave + rng.normal() + (day >= shiftAt ? 3 : 0);
      });
      monitor.send([{ metric: 'load', t0: midnight + day * dayMs, dt: 15 * 60_000, v }]);
      monitor.now += dayMs;
    }
    return monitor;
  }

  it('does not alarm over its daily wave, which without the season is taken for a change', () => {
    expect(run(metric(), 60).launches()).toEqual([]);
    const blind = metric({ detectors: [detectorFor('cusum', cusum)] });
    delete blind.season;
    expect(run(blind, 60).launches().length).toBeGreaterThan(0);
  });

  it('finds a shift on top of the wave, and says what it compared with', () => {
    const monitor = run(metric(), 40, 35);
    expect(monitor.launches()).toHaveLength(1);
    const [reason] = monitor.launches()[0]!.reasons;
    expect(reason?.text).toContain('against the same hour of day before');
    expect((reason as { detectedAt: number }).detectedAt).toBeLessThan(midnight + 35.25 * dayMs);
  });

  it('keeps fixed bounds on the value itself', () => {
    const bounds: DetectorPolicy[] = [detectorFor('limit', { above: 25 })];
    expect(run(metric({ detectors: bounds }), 5).launches()).toEqual([]);
    const monitor = run(metric({ detectors: bounds }), 5);
    monitor.observe('load', [26]);
    expect(monitor.launches()[0]?.reasons[0]).toMatchObject({ value: 26, threshold: 25 });
  });

  it('keeps its profile over a new version, and loses it with another seasonality', () => {
    const monitor = run(metric(), 5);
    const { season } = monitor.state.series['load/']!;
    monitor.apply({ type: 'promoted', generation: 1, version: '1.0.1', previous: '1.0.0' });
    const { means, visits, current } = season!;
    expect(monitor.state.series['load/']?.season).toEqual({ means, visits, current });
    expect(monitor.state.series['load/']?.slots[0]?.level).toBe('warming-up');
    const policy = policyOf([metric({ season: { by: 'hour-of-week', timeZone: 'UTC' } })]);
    monitor.command({ name: 'policy', policy, config: monitor.state.config });
    expect(monitor.state.series['load/']?.season).toBeUndefined();
  });
});

function optionsOf(name: string, given: Record<string, unknown>): DetectorPolicy['options'] {
  const resolved = resolveOptions(detectors.get(name)!, given);
  if ('issues' in resolved) throw new Error(JSON.stringify(resolved.issues));
  return resolved.options as DetectorPolicy['options'];
}
