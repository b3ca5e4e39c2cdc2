import { saturate } from './saturate.ts';

/** Running mean and sum of squared deviations (Welford). Plain JSON, always finite. */
export interface Moments {
  n: number;
  mean: number;
  /** Sum of squared deviations from the mean. */
  squares: number;
}

/**
 * Adds one value to running moments.
 *
 * @example
 * ```ts @import.meta.vitest
 * const moments = { n: 0, mean: 0, squares: 0 };
 * for (const x of [1, 2, 3, 4]) addToMoments(moments, x);
 * expect(moments).toEqual({ n: 4, mean: 2.5, squares: 5 });
 * ```
 * @see Welford, B. P. (1962). Note on a method for calculating corrected sums of squares and products. Technometrics
 * 4(3).
 * Checked against: the two-pass sums, test/core/stats/moments.test.ts.
 */
export function addToMoments(moments: Moments, x: number): void {
  const squares = advanceMean(moments, x);
  moments.squares = saturate(moments.squares + squares);
}

/** Takes one value into a running mean; what it adds to the sum of squared deviations. Both stay finite. */
export function advanceMean(running: { n: number; mean: number }, x: number): number {
  running.n += 1;
  const before = saturate(x - running.mean);
  running.mean = saturate(running.mean + before / running.n);
  return saturate(before * saturate(x - running.mean));
}

/** Standard deviation, divided by n - `ddof`; 0 if there are too few values. */
export function deviationOf(moments: Moments, ddof: 0 | 1): number {
  return moments.n > ddof ? Math.sqrt(moments.squares / (moments.n - ddof)) : 0;
}

/** The sum, added up in order; 0 of nothing. */
export function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
