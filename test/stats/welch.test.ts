import { describe, expect, it } from 'vitest';
import { addTo, welch, type Summary } from '../../src/stats/welch.ts';
import { createRng } from '../../src/stats/rng.ts';

const summaryOf = (values: number[]): Summary => {
  const summary = { n: 0, mean: 0, m2: 0 };
  for (const x of values) addTo(summary, x);
  return summary;
};

describe('welch', () => {
  it.each([
    [1, 1, 6.314, 0.05],
    [5, 5, 2.015, 0.05],
    [10, 10, 2.764, 0.01],
    [30, 30, 1.697, 0.05],
    [120, 120, 2.617, 0.005],
    [1e6, 1e6, 1.95996, 0.025],
  ])('gives the tables of Student for %d degrees of freedom', (_, nu, t, p) => {
    // One side without variance leaves the other side's degrees of freedom: n - 1.
    const n = nu + 1;
    const b = { n, mean: t, m2: n * nu };
    expect(welch({ n: 1e9, mean: 0, m2: 0 }, b, 0)).toBeCloseTo(p, 4);
    expect(welch({ n: 1e9, mean: 0, m2: 0 }, { ...b, mean: -t }, 0)).toBeCloseTo(1 - p, 4);
  });

  it('two constants differ or they do not, and too few observations prove nothing', () => {
    const constant = (mean: number): Summary => ({ n: 50, mean, m2: 0 });
    expect(welch(constant(1), constant(1), 0)).toBe(1);
    expect(welch(constant(1), constant(1.1), 0)).toBe(0);
    expect(welch(constant(1), constant(1.1), 0.2)).toBe(1);
    expect(welch(constant(1), { n: 1, mean: 9, m2: 0 }, 0)).toBe(1);
  });

  it('stays finite, and gives a probability, on values whose squares are too large for a number', () => {
    const large = summaryOf([1e300, -1e300, 1.7e308, -1.7e308]);
    expect(JSON.parse(JSON.stringify(large))).toEqual(large);
    const p = welch(large, summaryOf([1e300, 1.2e300, 1e300, 1.1e300]), 0);
    expect(p).toBeGreaterThanOrEqual(0);
    expect(p).toBeLessThanOrEqual(1);
  });

  it('rejects at its level when nothing differs, also with unequal variances', () => {
    const rng = createRng(3);
    let rejected = 0;
    for (let i = 0; i < 2_000; i++) {
      const a = summaryOf(Array.from({ length: 15 }, () => 3 * rng.normal()));
      const b = summaryOf(Array.from({ length: 40 }, () => rng.normal()));
      if (welch(a, b, 0) <= 0.05) rejected += 1;
    }
    expect(rejected / 2_000).toBeGreaterThan(0.035);
    expect(rejected / 2_000).toBeLessThan(0.065);
  });
});
