import { upperGamma } from './upper-gamma.ts';

/**
 * Probability that a chi-square variable of `df` degrees of freedom exceeds `x`. One when df is 0: nothing can differ.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(chiSquareTail(3.841458820694124, 1)).toBeCloseTo(0.05, 12);
 * ```
 * @see Abramowitz, M.; Stegun, I. A. (1964). Handbook of mathematical functions, 26.4.19.
 * Checked against: scipy.stats.chi2.sf 1.17.1, test/core/stats/chi-square-tail.test.ts.
 */
export function chiSquareTail(x: number, df: number): number {
  if (df <= 0 || x <= 0) return 1;
  return upperGamma(df / 2, x / 2);
}

/**
 * The value that a chi-square variable of `df` degrees of freedom exceeds with probability `alpha`.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(chiSquareLimit(0.001, 9)).toBeCloseTo(27.877164871256568, 9);
 * ```
 */
export function chiSquareLimit(alpha: number, df: number): number {
  if (df <= 0 || alpha >= 1) return 0;
  let low = 0;
  let high = df + 1;
  while (chiSquareTail(high, df) > alpha && high < Number.MAX_VALUE / 2) high *= 2;
  // Bisection: the interval halves until there is no number between its ends.
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    if (chiSquareTail(middle, df) > alpha) low = middle;
    else high = middle;
  }
}
