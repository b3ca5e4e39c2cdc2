import { describe, expect, it } from 'vitest';
import { backtest } from '../../src/backtest/backtest.ts';
import { configOf, dayMs, detectorFor, holdsOf, hourMs, metricOf, minuteMs, policyOf } from '../support/policies.ts';
import { createRng } from '../../src/stats/rng.ts';
import { formatBacktest } from '../../src/cli/print/study/backtest.ts';
import { historyOf, levels } from './histories.ts';
import { looksSeasonal } from '../../src/backtest/looks-seasonal.ts';
import { createStyle } from '../../src/cli/terminal/style.ts';
import type { DetectorPolicy } from '../../src/core/state/policy.ts';

const played = (values: readonly number[], detectors: DetectorPolicy[], stepMs = minuteMs, cooldownMs = hourMs) =>
  backtest({
    config: configOf(),
    policy: policyOf([metricOf('accuracy', { detectors })], { holds: holdsOf({ cooldownMs, breakerAfter: 1_000 }) }),
    history: historyOf('accuracy', values, stepMs),
    retrains: { takesMs: minuteMs, outcome: 'rejected' },
  });
const floor = detectorFor('limit', { below: 0.9 });
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

  it('is not asked for where the detector finds it, or compares with a bound', () => {
    expect(played(waved(1, 1, 0), [floor], 5 * minuteMs, dayMs).findings.join()).not.toContain('season');
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
