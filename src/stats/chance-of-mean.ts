import { binomialTail } from './binomial-tail.ts';
import { studentTail } from './student-tail.ts';
import type { Sampled } from './sampled.ts';

/**
 * How often the mean of so many rows is as far beyond `bound` as `mean`, or further, though what it is a sample of
 * stands exactly at the bound. `null` where nobody can know: a mean without a variance.
 *
 *     share  P(Bin(n, bound) <= n * mean), or >= above
 *     mean   P(T_{n-1} >= |mean - bound| / sqrt(variance / n)), or of the degrees of freedom given
 *
 * @example
 * ```ts @import.meta.vitest
 * const share = { variance: null, isShare: true };
 * expect(chanceOfMean(0.6, 0.9, 'below', { ...share, n: 5 })).toBeCloseTo(0.0815, 4);
 * expect(chanceOfMean(0.6, 0.9, 'below', { ...share, n: 50 })).toBeLessThan(1e-7);
 * ```
 */
export function chanceOfMean(
  mean: number,
  bound: number,
  side: 'above' | 'below',
  { n, variance, isShare, degrees = n - 1 }: Sampled
): number | null {
  if (isShare) {
    // Nothing that is a share stands there.
    if (bound <= 0 || bound >= 1 || mean < 0 || mean > 1) return 0;
    return side === 'below' ? binomialTail(n * mean, n, bound) : binomialTail(n * (1 - mean), n, 1 - bound);
  }
  if (variance === null || variance <= 0 || degrees < 1) return null;
  return studentTail(Math.abs(mean - bound) / Math.sqrt(variance / n), degrees);
}
