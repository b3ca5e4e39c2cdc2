/** What a value of 0 and a value of 1 add to a sum, and what the sum must not exceed. */
export interface Plan {
  zero: number;
  one: number;
  limit: number;
}

export interface PlanOptions {
  odds: number;
  every: number;
  caution: number;
  p0?: number;
}

/**
 * The plan of one side from `sum` errors among `n` values.
 *
 * @param sign 1 for a rise of the rate, -1 for a fall
 * @param phi  how much more sums vary than those of independent values; 1 or more
 * @example
 * ```ts @import.meta.vitest
 * const { zero, one, limit } = planSide(0, 0, 1, 1, { odds: 2.25, every: 10_000, caution: 0, p0: 0.1 });
 * expect(one).toBeCloseTo(Math.log(0.2 / 0.1));
 * expect(zero).toBeCloseTo(Math.log(0.8 / 0.9));
 * expect(limit).toBeCloseTo(5.6, 0);
 * ```
 * @see Reynolds, M. R.; Stoumbos, Z. G. (1999). Journal of Quality Technology 31(1), (A.5) to (A.9).
 */
export function planSide(sum: number, n: number, sign: 1 | -1, phi: number, options: PlanOptions): Plan {
  const p = options.p0 ?? cautiousRate(sum, n, sign, options.caution * Math.sqrt(phi));
  const odds = sign > 0 ? options.odds : 1 / options.odds;
  const step = Math.log(odds);
  const zero = -Math.log(1 - p + odds * p);
  const drift = -(p * step + zero);
  const errors = sign > 0 ? p : 1 - p;
  const shift = correction(errors) * Math.sqrt(p * (1 - p)) * Math.abs(step);
  const limit = Math.max(leastLimit, boundary((options.every * drift) / phi) - shift / phi);
  return { zero: zero / phi, one: (step + zero) / phi, limit };
}

// --- internal ---

const leastLimit = 1;

/** A bound of Wilson's interval, at least half a value away from 0 and from 1. */
function cautiousRate(sum: number, n: number, sign: 1 | -1, z: number): number {
  const rate = sum / n;
  const root = Math.sqrt(Math.max(0, (rate * (1 - rate)) / n) + (z * z) / (4 * n * n));
  const bound = (rate + (z * z) / (2 * n) + sign * z * root) / (1 + (z * z) / n);
  const least = 1 / (n + 2);
  return Math.min(1 - least, Math.max(least, bound));
}

/** The h for which exp(h) - h - 1 is `target`: that of a Brownian motion with the same drift and variance. */
function boundary(target: number): number {
  let h = Math.log(1 + target + Math.log(1 + target));
  if (!(h > 0)) return 0;
  // Newton's method, from above and so near that it doubles the digits each time.
  for (let i = 0; i < 4; i++) h -= (Math.exp(h) - h - 1 - target) / Math.expm1(h);
  return h;
}

/** By how many standard deviations of a value the sum of a Bernoulli variable overshoots, at both ends together. */
function correction(p: number): number {
  if (p > 0.5) return Math.max(0, 2 * correction(0.5) - correction(1 - p));
  if (p < 0.01) return (Math.sqrt((1 - p) / p) - Math.sqrt(p / (1 - p))) / 3;
  const log = Math.log(p);
  return 0.41 - 0.0842 * log - 0.0391 * log ** 3 - 0.00376 * log ** 4 - 0.000008 * log ** 7;
}
