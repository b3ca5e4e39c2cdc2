/**
 * A ratio of two variances as a standard normal deviate, by Paulson's approximation.
 *
 *     z = ((1 - a2) F^(1/3) - (1 - a1)) / sqrt(a2 F^(2/3) + a1);   a = 2 / (9 degrees of freedom)
 *
 * @param above degrees of freedom of the numerator
 * @param below of the denominator
 * @example
 * ```ts @import.meta.vitest
 * // The 99.9 % point of F with 40 and 60 degrees of freedom is 2.41.
 * expect(fisherScore(2.41, 40, 60)).toBeCloseTo(3.09, 1);
 * ```
 * @see Paulson, E. (1942). An approximate normalization of the analysis of variance distribution. Annals of
 *   Mathematical Statistics 13(2), 233-235.
 */
export function fisherScore(ratio: number, above: number, below: number): number {
  const a1 = 2 / (9 * above);
  const a2 = 2 / (9 * below);
  const root = Math.cbrt(ratio);
  return ((1 - a2) * root - (1 - a1)) / Math.sqrt(a2 * root * root + a1);
}
