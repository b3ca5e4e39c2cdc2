/**
 * Standard normal distribution function.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(normalCdf(1.96)).toBeCloseTo(0.9750021, 6);
 * ```
 * @see Abramowitz, M.; Stegun, I. (1964). Handbook of mathematical functions, 26.2.17 (error below 7.5e-8).
 */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const upper = 0.3989422804 * Math.exp((-z * z) / 2) * series;
  return z > 0 ? 1 - upper : upper;
}

/**
 * Standard normal quantile of 0 < p < 1.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 5);
 * expect(normalQuantile(0.001)).toBeCloseTo(-3.090232, 5);
 * ```
 * @see Acklam, P. J. (2003). An algorithm for computing the inverse normal cumulative distribution function (relative
 * error below 1.2e-9).
 */
export function normalQuantile(p: number): number {
  if (p > 0.97575) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return horner(tailOver, q) / (horner(tailUnder, q) * q + 1);
  }
  const q = p - 0.5;
  return (horner(middleOver, q * q) * q) / (horner(middleUnder, q * q) * q * q + 1);
}

// --- internal ---

const middleOver = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
];
const middleUnder = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
const tailOver = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const tailUnder = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) sum = sum * x + (coefficients[i] as number);
  return sum;
}
