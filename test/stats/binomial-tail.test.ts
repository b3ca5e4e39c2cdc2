import { expect, test } from 'vitest';
import { binomialTail } from '../../src/stats/binomial-tail.ts';
import { chanceOfMean } from '../../src/stats/chance-of-mean.ts';

/** The sum of the probabilities themselves. */
function summed(k: number, n: number, p: number): number {
  let term = (1 - p) ** n;
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += term;
    term *= ((n - i) / (i + 1)) * (p / (1 - p));
  }
  return sum;
}

test.each([
  [3, 5, 0.9],
  [0, 1, 0.5],
  [17, 30, 0.72],
  [180, 200, 0.93],
])('the tail up to %d of %d at %d is the sum of its probabilities', (k, n, p) => {
  expect(binomialTail(k, n, p)).toBeCloseTo(summed(k, n, p), 12);
});

test('many trials are those of the normal distribution, without a jump', () => {
  const at = (n: number): number => binomialTail(n * 0.9 - 2 * Math.sqrt(n * 0.09), n, 0.9);
  expect(at(999_999)).toBeCloseTo(at(1_000_001), 3);
});

test('a share of rows is judged by the binomial distribution on both sides', () => {
  const share = { n: 10, variance: null, isShare: true };
  expect(chanceOfMean(0.7, 0.9, 'below', share)).toBeCloseTo(summed(7, 10, 0.9), 12);
  expect(chanceOfMean(0.3, 0.1, 'above', share)).toBeCloseTo(summed(7, 10, 0.9), 12);
});

test("a mean is judged by Student's t, and not at all without a variance", () => {
  const mean = { n: 11, variance: 11, isShare: false };
  expect(chanceOfMean(12.228138852, 10, 'above', mean)).toBeCloseTo(0.025, 9);
  expect(chanceOfMean(12, 10, 'above', { ...mean, variance: null })).toBeNull();
});
