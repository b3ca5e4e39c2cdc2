import { describe, expect, it } from 'vitest';
import { backtest } from '../../src/backtest/backtest.ts';
import { configOf, dayMs, detectorFor, holdsOf, hourMs, metricOf, minuteMs, policyOf } from '../support/policies.ts';
import { createRng } from '../../src/stats/rng.ts';
import { ewmaLimit } from '../../src/detectors/ewma-limit.ts';
import { formatBacktest } from '../../src/cli/print/study/backtest.ts';
import { HistoryBuilder } from '../../src/backtest/history.ts';
import { historyOf, levels } from './histories.ts';
import { levelShift } from '../../src/detectors/level-shift.ts';
import { limit } from '../../src/detectors/limit.ts';
import { looksSeasonal } from '../../src/backtest/season/looks-seasonal.ts';
import { createStyle } from '../../src/cli/terminal/style.ts';
import { patience } from '../../src/detectors/patience.ts';
import { prepared } from '../detectors/run.ts';
import type { DetectorPolicy } from '../../src/core/state/policy.ts';

const played = (values: readonly number[], detectors: DetectorPolicy[], stepMs = minuteMs, cooldownMs = hourMs) =>
  backtest({
    config: configOf(),
    policy: policyOf([metricOf('accuracy', { detectors })], { holds: holdsOf({ cooldownMs, breakerAfter: 1_000 }) }),
    history: historyOf('accuracy', values, stepMs),
    retrains: { takesMs: minuteMs, outcome: 'rejected' },
  });
const floor = detectorFor('limit', { below: 0.9 });
const shift = detectorFor('level-shift', { ...prepared(levelShift, { mode: 'both' }).options });
const shewhart = detectorFor('shewhart', { width: 3, mode: 'both', burnIn: 50, ddof: 1, relearn: false });

describe('a season', () => {
  const waved = (seed: number, size: number, phi: number): number[] => {
    const rng = createRng(seed);
    let own = 0;
    return Array.from({ length: 12 * 24 * 20 }, (_, i) => {
      own = phi * own + Math.sqrt(1 - phi * phi) * rng.normal();
      return own + size * Math.sin((2 * Math.PI * i) / 288);
    });
  };

  it('is found in a history of days, and the page says what to add', () => {
    const { findings } = played(waved(1, 1, 0), [shewhart], 5 * minuteMs, dayMs);
    expect(findings[0]).toMatch(
      /^accuracy looks like it has a season of a day \(it explains \d\d % .*`seasonality: hour-of-day`$/
    );
  });

  it.each([0, 0.6, 0.95])('is not invented in noise with a correlation of %d', (phi) => {
    const found = Array.from({ length: 60 }, (_, seed) => {
      const history = historyOf('accuracy', waved(100 + seed, 0, phi), 5 * minuteMs);
      return looksSeasonal(history, 0);
    }).filter((wave) => wave !== undefined);
    expect(found).toEqual([]);
  });

  it.each([
    ['limit', limit],
    ['ewma-limit', ewmaLimit],
    ['patience', patience],
  ])('is not asked for where %s compares with a bound, and launches retrains', (type, detector) => {
    const options = prepared(detector as never, { below: -0.5 }).options as DetectorPolicy['options'];
    const { retrains, findings } = played(waved(1, 1, 0), [detectorFor(type, options)], 5 * minuteMs, dayMs);
    expect(retrains.length).toBeGreaterThan(1);
    expect(findings.join()).not.toContain('season');
  });

  it('is not asked for where the detector finds it by itself, unless that launched retrains of it', () => {
    const steep = levels(7, 0.3, [0, 10 * 1_440]).map((x, i) => x + Math.sin((2 * Math.PI * i) / 1_440));
    const loud = played(steep, [shift]);
    expect(loud.retrains.length).toBeGreaterThan(1);
    expect(loud.findings.join()).toContain('`seasonality: hour-of-day`');
    const calm = played(steep, [{ ...shift, severity: 'none' }]);
    expect(calm.retrains).toEqual([]);
    expect(calm.findings).toEqual([]);
  });
});

describe('a season of values that come seldom', () => {
  const wave = (hours: number, period: number, rounds: number): number[] =>
    levels(11, 0.5, [0, (rounds * period) / hours]).map((x, i) => x + Math.sin((2 * Math.PI * i * hours) / period));
  const found = (values: readonly number[], stepMs: number) => looksSeasonal(historyOf('accuracy', values, stepMs), 0);

  it.each([2, 3, 4])('is found where one comes every %d hours', (hours) => {
    expect(found(wave(hours, 24, 20), hours * hourMs)).toMatchObject({ by: 'hour-of-day' });
    expect(found(wave(hours, 168, 20), hours * hourMs)).toMatchObject({ by: 'hour-of-week' });
  });

  it('is found in a daily value that differs at weekends, and the page says what to add', () => {
    const daily = levels(12, 0.02, [0.9, 200]).map((x, i) => (i % 7 > 4 ? x - 0.1 : x));
    expect(found(daily, dayMs)).toMatchObject({ by: 'day-of-week' });
    expect(played(daily, [shewhart], dayMs, dayMs).findings[0]).toMatch(
      /a season of a week \(it explains \d\d % of the spread of daily means\): add `seasonality: day-of-week`$/
    );
    expect(played(wave(3, 24, 20), [shewhart], 3 * hourMs, dayMs).findings[0]).toContain('of 3-hourly means');
  });

  it.each([3, 30, 300])('is not made of a decline of %d deviations a week', (fall) => {
    const seen = [1, 24].map((hours) => {
      const values = levels(13, 1, [0, (20 * 168) / hours]).map((x, i) => x - (fall * i * hours) / 168);
      return found(values, hours * hourMs);
    });
    expect(seen).toEqual([undefined, undefined]);
  });

  it('is found beside a decline', () => {
    const falling = (values: number[]): number[] => values.map((x, i) => x - i / 20);
    expect(found(falling(wave(1, 24, 40)), hourMs)).toMatchObject({ by: 'hour-of-day' });
    expect(found(falling(wave(1, 168, 12)), hourMs)).toMatchObject({ by: 'hour-of-week' });
  });

  it('is not looked for where less than six values fall into it', () => {
    expect(found(wave(6, 24, 40), 6 * hourMs)?.by).not.toBe('hour-of-day');
    expect(found(wave(48, 168, 40), 48 * hourMs)).toBeUndefined();
  });

  it.each([
    [0, 3],
    [0.6, 3],
    [0.95, 3],
    [0, 24],
    [0.6, 24],
    [0.95, 24],
  ])('is not invented in noise with a correlation of %d, every %d hours', (phi, hours) => {
    const seen = [5, 8, 14, 26].flatMap((rounds) =>
      Array.from({ length: 30 }, (_, seed) => {
        let own = 0;
        const noise = levels(500 + seed, 1, [0, (rounds * 168) / hours]).map(
          (e) => (own = phi * own + Math.sqrt(1 - phi * phi) * e)
        );
        return found(noise, hours * hourMs);
      })
    );
    expect(seen.filter((one) => one !== undefined)).toEqual([]);
  });
});

describe('a season of a stream that is not always there', () => {
  const byDay = (hour: number): number => Math.sin((2 * Math.PI * hour) / 24);
  const dayOf = (hour: number): number => Math.floor(hour / 24);
  const found = (isThere: (hour: number) => boolean, xOf: (hour: number) => number, weeks = 12) => {
    const rng = createRng(14);
    const builder = new HistoryBuilder();
    const stream = builder.streamOf('accuracy');
    for (let hour = 0; hour < 168 * weeks; hour++)
      if (isThere(hour)) builder.add(stream, hour * hourMs, xOf(hour) + 0.5 * rng.normal());
    return looksSeasonal(builder.build(), 0);
  };

  it('is found where it comes in hours of work', () => {
    const isWork = (hour: number): boolean => dayOf(hour) % 7 < 5 && hour % 24 >= 8 && hour % 24 < 20;
    expect(found((hour) => hour % 24 >= 8 && hour % 24 < 20, byDay)).toMatchObject({ by: 'hour-of-day' });
    expect(found(isWork, byDay)).toMatchObject({ by: 'hour-of-day' });
    expect(found(isWork, (hour) => byDay(hour / 7))).toMatchObject({ by: 'hour-of-week' });
    expect(found(isWork, () => 0)).toBeUndefined();
    expect(found((hour) => hour % 24 >= 8 && hour % 24 < 13, byDay)).toBeUndefined();
  });

  it('is named at the end for what it is beside a gap', () => {
    const rng = createRng(15);
    const builder = new HistoryBuilder();
    const stream = builder.streamOf('accuracy');
    for (let hour = 0; hour < 90 * 24; hour++)
      if (hour < 30 * 24 || hour >= 60 * 24)
        builder.add(stream, hour * hourMs, 0.9 + 0.02 * byDay(hour) + 0.01 * rng.normal());
    const policy = policyOf([metricOf('accuracy', { detectors: [shift] })]);
    const { end } = backtest({
      config: configOf(),
      policy,
      history: builder.build(),
      retrains: { takesMs: minuteMs, outcome: 'rejected' },
    });
    expect(end.distances[0]!.text).toContain('takes out a cycle of a day');
  });

  it('is not made of days of which a third is missing, another one each', () => {
    expect(found((hour) => (hour + 8 * dayOf(hour)) % 24 >= 8, byDay)).toBeUndefined();
    expect(found((hour) => (hour + 8 * dayOf(hour)) % 24 >= 4, byDay)).toMatchObject({ by: 'hour-of-day' });
  });
});

describe('retrains of one drift', () => {
  const result = played(levels(3, 0.001, [0.95, 100], [0.8, 900], [0.95, 2_000], [0.8, 200]), [floor]);

  it('are one incident, and a later one is another', () => {
    expect(result.retrains.length).toBeGreaterThan(10);
    expect(result.incidents.map(({ about }) => about)).toEqual([['accuracy'], ['accuracy']]);
    expect(result.incidents.reduce((sum, { retrains }) => sum + retrains, 0)).toBe(result.retrains.length);
  });

  it('are told as one', () => {
    const text = formatBacktest(result, { style: createStyle(false), width: 400, now: 0 }, 3);
    expect(text).toMatch(/In 2 incidents: \d+ for accuracy, from /);
  });
});

describe('a burn-in', () => {
  it('is named where an alarm came in it', () => {
    const [early] = played(levels(5, 0.01, [0.93, 60], [0.7, 5], [0.93, 300]), [shewhart]).findings;
    expect(early).toContain('came in a burn-in');
  });

  it('is not where the alarm came later', () => {
    expect(played(levels(5, 0.01, [0.93, 500], [0.7, 5]), [shewhart]).findings).toEqual([]);
  });
});

describe('the page of a backtest', () => {
  it('keeps within 80 columns, also where its end is a long sentence', () => {
    const result = played(levels(3, 0.001, [0.95, 100], [0.8, 900]), [floor]);
    const end = { ...result.end, summary: `In drift: ${'accuracy, '.repeat(20)}held by the cool-down` };
    const text = formatBacktest({ ...result, end }, { style: createStyle(false), width: 80, now: 0 }, 3);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
