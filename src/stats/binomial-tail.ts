import { incompleteBeta } from './incomplete-beta.ts';
import { normalCdf } from './normal.ts';

/**
 * P(X <= k) for k successes of `n` trials with probability `p`; k and n need not be whole, as those of a weighted
 * average are not. Above 10^6 trials by the normal distribution.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(binomialTail(3, 5, 0.9)).toBeCloseTo(0.08146, 5);
 * expect(binomialTail(5, 5, 0.9)).toBe(1);
 * ```
 * @see Abramowitz, M.; Stegun, I. A. (1964). Handbook of mathematical functions, 26.5.24.
 */
export function binomialTail(k: number, n: number, p: number): number {
  // 0.6 of 5 rows are 3, whatever the double says.
  const whole = Math.round(k);
  const count = Math.abs(k - whole) < 1e-6 * Math.max(1, n) ? whole : k;
  if (count < 0) return 0;
  if (count >= n) return 1;
  if (n > most) return normalCdf((count + 0.5 - n * p) / Math.sqrt(n * p * (1 - p)));
  return incompleteBeta(1 - p, n - count, count + 1);
}

// --- internal ---

const most = 1e6;
