import { advanceMean } from './moments.ts';
import { saturate } from './saturate.ts';
import { studentTail } from './student-tail.ts';

/** Count, mean and sum of squared deviations: all that a comparison of means needs. */
export interface Summary {
  n: number;
  mean: number;
  m2: number;
}

export const emptySummary: Summary = { n: 0, mean: 0, m2: 0 };

/** Adds one value to a summary in place, by Welford's update. It stays finite, for JSON knows no infinity. */
export function addTo(summary: Summary, x: number): void {
  const squares = advanceMean(summary, x);
  summary.m2 = saturate(summary.m2 + squares);
}

/**
 * Adds one value to a summary of about the newest `most`: once there are so many, older ones count less and less, as
 * much as makes the mean vary as that of `most` values does.
 */
export function addToNewest(summary: Summary, x: number, most: number): void {
  if (summary.n < most) return addTo(summary, x);
  const share = 2 / (most + 1);
  const difference = x - summary.mean;
  summary.n = most;
  summary.mean += share * difference;
  summary.m2 = saturate((1 - share) * (summary.m2 + share * most * difference * difference));
}

/**
 * Welch's test on two means, one-sided: how surprising is the second mean, if it exceeds the first by no more than
 * `margin`?
 *
 *     t  = (mean_b - mean_a - margin) / sqrt(s_a^2/n_a + s_b^2/n_b)
 *     nu = (s_a^2/n_a + s_b^2/n_b)^2 / ((s_a^2/n_a)^2/(n_a-1) + (s_b^2/n_b)^2/(n_b-1))
 *     p  = P(T_nu >= t)
 *
 * Symbols: s^2 the sample variance, T_nu Student's t with nu degrees of freedom. Needs two observations on either side;
 * 1 otherwise. It assumes independent values: on an autocorrelated metric it is overconfident.
 *
 * @example
 * ```ts @import.meta.vitest
 * const a = { n: 10, mean: 0, m2: 9 };
 * expect(welch(a, { n: 10, mean: 1, m2: 9 }, 0)).toBeCloseTo(0.0191, 4);
 * ```
 * @see Welch, B. L. (1947). The generalization of "Student's" problem. Biometrika 34, 28-35.
 */
export function welch(a: Summary, b: Summary, margin: number): number {
  if (a.n < 2 || b.n < 2) return 1;
  const difference = saturate(b.mean - a.mean - margin);
  const va = a.m2 / (a.n - 1) / a.n;
  const vb = b.m2 / (b.n - 1) / b.n;
  const variance = saturate(va + vb);
  // Two constants differ or they do not.
  if (variance <= 0) return difference > 0 ? 0 : 1;
  // As shares of the variance, whose square may be too large for a number.
  const nu = 1 / ((va / variance) ** 2 / (a.n - 1) + (vb / variance) ** 2 / (b.n - 1));
  return studentTail(difference / Math.sqrt(variance), nu);
}
