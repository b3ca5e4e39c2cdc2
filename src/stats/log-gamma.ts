/**
 * Logarithm of the gamma function for x > 0: the recurrence up to 15, then Stirling's series. Some 14 digits.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(logGamma(5)).toBeCloseTo(Math.log(24), 13);
 * ```
 * @see Abramowitz, M.; Stegun, I. A. (1964). Handbook of mathematical functions, 6.1.41.
 * Checked against: scipy.special.gammaln 1.17.1, test/core/stats/log-gamma.test.ts.
 */
export function logGamma(x: number): number {
  let shift = 1;
  let z = x;
  for (; z < stirlingFrom; z++) shift *= z;
  const r = 1 / (z * z);
  let series = 0;
  for (const coefficient of stirling) series = series * r + coefficient;
  return (z - 0.5) * Math.log(z) - z + halfLogTwoPi + series / z - Math.log(shift);
}

/** Logarithm of the binomial coefficient "n over k". */
export function logBinomial(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

// --- internal ---

/** From here on seven terms of the series are exact to the last digits. */
const stirlingFrom = 15;
const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);
/** B_2k / (2k (2k - 1)), highest power first. */
const stirling = [1 / 156, -691 / 360_360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12];
