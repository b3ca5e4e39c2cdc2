import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { scanForStep } from '../../src/detectors/step-scan.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const squares = (values: readonly number[]): number => values.reduce((sum, x) => sum + (x - mean(values)) ** 2, 0);

/** The statistic by the book: every cut, both parts on their own. */
function byHand(values: readonly number[], least: number): number {
  const n = values.length;
  const cuts = Array.from({ length: n - 2 * least + 1 }, (_, i) => least + i);
  const within = (k: number): number => squares(values.slice(0, k)) + squares(values.slice(k));
  const best = cuts.reduce((one, other) => (within(other) < within(one) ? other : one));
  const parts = [values.slice(0, best), values.slice(best)];
  const left = parts.flatMap((part) => part.map((x) => x - mean(part)));
  const products = left.reduce((sum, x, i) => sum + (i > 0 ? x * left[i - 1]! : 0), 0);
  const r = Math.min(0.95, Math.max(0, ((n * products) / within(best) + 1) / (n - 4)));
  const squared = (((squares(values) - within(best)) * (n - 2)) / within(best)) * ((1 - r) / (1 + r));
  return Math.sqrt(n * Math.log(1 + squared / (n - 2)));
}

/** What the straight line of least squares leaves. */
function leftByLine(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const place = values.map((_, i) => i - middle);
  const slope = place.reduce((sum, t, i) => sum + t * values[i]!, 0) / place.reduce((sum, t) => sum + t * t, 0);
  return squares(values.map((x, i) => x - slope * place[i]!));
}

const anyValues = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 12, maxLength: 60 });

describe('scanForStep', () => {
  test('gives what all cuts one by one give', () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        fc.pre(squares(values) > 0);
        const { statistic } = scanForStep(values, 5, 48);
        fc.pre(statistic > 0);
        expect(statistic).toBeCloseTo(byHand(values, 5), 8);
      }),
      { seed: 3 }
    );
  });

  test('does not depend on the unit', () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        const { statistic } = scanForStep(values, 5, 48);
        expect(
          scanForStep(
            values.map((x) => 0.001 * x + 7),
            5,
            48
          ).statistic
        ).toBeCloseTo(statistic, 6);
      }),
      { seed: 4 }
    );
  });

  test('says that a straight line explains a trend better, and a step a step', () => {
    const wiggle = (i: number): number => 0.3 * Math.sin(i * i);
    const trend = Array.from({ length: 40 }, (_, i) => 0.1 * i + wiggle(i));
    const jump = Array.from({ length: 40 }, (_, i) => (i < 30 ? 0 : 3) + wiggle(i));
    expect(leftByLine(trend)).toBeLessThan(leftByLine(jump));
    expect(scanForStep(trend, 5, 48).isCurve).toBe(true);
    expect(scanForStep(jump, 5, 48).isCurve).toBe(false);
  });

  test('takes a cubic beyond the length where a line will do', () => {
    const wave = Array.from({ length: 60 }, (_, i) => Math.sin((2 * Math.PI * i) / 70) + 0.1 * Math.sin(i * i));
    expect(scanForStep(wave, 5, 100).isCurve).toBe(false);
    expect(scanForStep(wave, 5, 48).isCurve).toBe(true);
  });

  test.each([
    [[]],
    [[1]],
    [Array<number>(50).fill(0.1)],
    [[...Array<number>(20).fill(1), ...Array<number>(20).fill(2)]],
  ])('judges nothing where there is no noise to judge by: %j', (values) => {
    expect(scanForStep(values, 5, 48).statistic).toBe(0);
  });
});
