import { upperGamma } from '../stats/upper-gamma.ts';

/**
 * The exact 95 % interval of the expectation of a count.
 *
 *     low: P(count or more | low) = 2.5 %,   high: P(count or fewer | high) = 2.5 %
 *
 * @example
 * ```ts @import.meta.vitest
 * const { low, high } = countInterval(10);
 * expect([low, high].map((x) => x.toFixed(2))).toEqual(['4.80', '18.39']);
 * ```
 * @see Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28(3/4), 437-442.
 */
export function countInterval(count: number): { low: number; high: number } {
  const tail = 0.025;
  // P(count or fewer | x) is Q(count + 1, x), and falls with x.
  const low = count === 0 ? 0 : solve((x) => 1 - upperGamma(count, x) - tail, count);
  return { low, high: solve((x) => tail - upperGamma(count + 1, x), count + 1) };
}

// --- internal ---

/** Where a rising function crosses 0. */
function solve(rises: (x: number) => number, near: number): number {
  let low = 0;
  let high = 2 * near + 20;
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (rises(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
