import { saturate } from '../stats/saturate.ts';

export interface StepScan {
  /** Strength of the best cut, in standard errors; 0 if no cut can be judged. */
  statistic: number;
  /** Whether the mean is higher after the cut. */
  isRise: boolean;
  /** Whether a smooth curve explains the values better than the step. */
  isCurve: boolean;
}

/**
 * The best single step in the mean of a few values, judged without prior knowledge of mean, scale or correlation.
 *
 *     B = max_k S_k^2 n / (k (n - k)), S_k the sum of the first k deviations from the mean, least <= k <= n - least
 *     t^2 = B (n - 2) / W * (1 - r) / (1 + r)          statistic = sqrt(n ln(1 + t^2 / (n - 2)))
 *
 * Symbols: W sum of squares left within both parts; r correlation of neighbours among what is left, corrected for its
 * bias, 0 to .95. The curve is a straight line up to `lineUntil` values and a cubic beyond: a trend or a slow wave is
 * not a step.
 *
 * @example
 * ```ts @import.meta.vitest
 * const values = Array.from({ length: 30 }, (_, i) => (i < 20 ? 0 : 1) + 0.1 * Math.sin(i * i));
 * expect(scanForStep(values, 5, 48).statistic).toBeGreaterThan(4.5);
 * expect(scanForStep(values.slice(0, 20), 5, 48).statistic).toBeLessThan(4.5);
 * ```
 * @see Hawkins, D. M.; Qiu, P.; Kang, C. W. (2003). The changepoint model for statistical process control. Journal of
 * Quality Technology 35(4), 355-366.
 * Checked against: all cuts one by one, test/detectors/step-scan.test.ts.
 */
export function scanForStep(values: readonly number[], least: number, lineUntil: number): StepScan {
  const n = values.length;
  const x = n < Math.max(2 * least, 6) ? null : toUnitRange(values);
  if (x === null) return none;
  const { cut, between } = bestCut(x, least);
  const { within, r, isRise } = residuals(x, cut);
  // The rest is only rounding: the noise is unknown.
  if (!(within > n * 1e-18)) return none;
  const squared = (between * (n - 2) * (1 - r)) / (within * (1 + r));
  const statistic = Math.sqrt(n * Math.log(1 + squared / (n - 2)));
  return { statistic, isRise, isCurve: leftByPolynomial(x, n <= lineUntil ? 1 : 3) <= within };
}

/** Sum of squares that a polynomial of that degree leaves, by Gram's orthogonal polynomials. */
export function leftByPolynomial(x: readonly number[], degree: number): number {
  const n = x.length;
  const products = [0, 0, 0, 0];
  const norms = [0, 0, 0, 0];
  let left = 0;
  for (let j = 0; j < n; j++) {
    const value = x[j] as number;
    left += value * value;
    const place = j - (n - 1) / 2;
    let older = 1;
    let newer = place;
    for (let k = 1; k <= degree; k++) {
      products[k] = (products[k] as number) + value * newer;
      norms[k] = (norms[k] as number) + newer * newer;
      const next = place * newer - ((k * k * (n * n - k * k)) / (4 * (4 * k * k - 1))) * older;
      older = newer;
      newer = next;
    }
  }
  for (let k = 1; k <= degree; k++) left -= (products[k] as number) ** 2 / (norms[k] as number);
  return left;
}

// --- internal ---

const none: StepScan = { statistic: 0, isRise: false, isCurve: false };

/** Moved and scaled, so that no square overflows; `null` for a constant. Their mean is 0. */
function toUnitRange(values: readonly number[]): number[] | null {
  const first = values[0] as number;
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(saturate(value - first)));
  if (largest <= 1e-12 * Math.abs(first) || largest === 0) return null;
  let mean = 0;
  const x = values.map((value) => saturate(value - first) / largest);
  for (const one of x) mean += one / x.length;
  for (let j = 0; j < x.length; j++) x[j] = (x[j] as number) - mean;
  return x;
}

function bestCut(x: readonly number[], least: number): { cut: number; between: number } {
  const n = x.length;
  let sum = 0;
  let cut = least;
  let between = 0;
  for (let k = 1; k <= n - least; k++) {
    sum += x[k - 1] as number;
    const here = k < least ? 0 : (sum * sum * n) / (k * (n - k));
    if (here <= between) continue;
    between = here;
    cut = k;
  }
  return { cut, between };
}

function residuals(x: readonly number[], cut: number): { within: number; r: number; isRise: boolean } {
  const n = x.length;
  let before = 0;
  for (let j = 0; j < cut; j++) before += x[j] as number;
  const after = -before / (n - cut);
  before /= cut;
  let within = 0;
  let products = 0;
  let previous = 0;
  for (let j = 0; j < n; j++) {
    const left = (x[j] as number) - (j < cut ? before : after);
    within += left * left;
    products += left * previous;
    previous = left;
  }
  const r = within > 0 ? ((n * products) / within + 1) / (n - 4) : 0;
  return { within, r: Math.min(largestCorrelation, Math.max(0, r)), isRise: after > before };
}

/** Above this, a few values are not enough to distinguish a strong correlation from a trend. */
const largestCorrelation = 0.95;
