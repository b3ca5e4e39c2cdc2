/** Numbers of newest values that are compared with all before. */
export const spans: readonly number[] = [10, 12, 14, 17, 20, 24, 29, 35, 42, 50, 60, 72, 86, 103, 124, 149, 179, 215];

export interface LongRun {
  /** Variance of the sum of so many neighbours, over what it were if they were independent; by span. */
  bySpan: number[];
  longRun: number;
}

/**
 * How much more sums of neighbours vary than if they were independent, from autocovariances.
 *
 *     ratio(m) = 1 + 2 sum_{k < m} (1 - k/m) r_k, r_k beyond the order p from an autoregression
 *
 * The order is chosen by AICc and once more by BIC; of both the larger variance counts: one finds long memory, the
 * other does not believe in every accident.
 *
 * @param covariances by lag, from 0
 * @param n           values they rest on
 * @example
 * ```ts @import.meta.vitest
 * const white = longRunOf([1, 0, 0, 0], 1000);
 * expect(white.longRun).toBeCloseTo(1);
 * const ar = longRunOf([1, 0.8, 0.64, 0.512], 1000);
 * expect(ar.longRun).toBeCloseTo(9);
 * ```
 * @see Priestley, M. B. (1981). Spectral analysis and time series. Academic Press, ch. 5.
 */
export function longRunOf(covariances: readonly number[], n: number): LongRun {
  const [liberal, strict] = autoregressions(covariances, n);
  const one = ratios(covariances, liberal);
  if (liberal.length === strict.length) return one;
  const other = ratios(covariances, strict);
  return {
    bySpan: one.bySpan.map((ratio, i) => Math.max(ratio, other.bySpan[i] as number)),
    longRun: Math.max(one.longRun, other.longRun),
  };
}

/** Autocovariances of values about a mean, by lag. */
export function covariancesOf(values: readonly number[], mean: number, lags: number): number[] {
  return Array.from({ length: lags + 1 }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < values.length; i++)
      sum += ((values[i] as number) - mean) * ((values[i - lag] as number) - mean);
    return sum / values.length;
  });
}

// --- internal ---

/** More than that nobody can tell from a trend. */
const largestRatio = 400;
const smallestRatio = 0.05;

/** Coefficients by Levinson's recursion, of the orders that AICc and BIC choose. */
function autoregressions(covariances: readonly number[], n: number): [number[], number[]] {
  const most = Math.min(covariances.length - 1, Math.floor(n / 8));
  let variance = covariances[0] as number;
  let phi: number[] = [];
  let liberal = { cost: n * Math.log(variance), phi };
  let strict = liberal;
  for (let p = 1; p <= most; p++) {
    let left = covariances[p] as number;
    for (let j = 0; j < p - 1; j++) left -= (phi[j] as number) * (covariances[p - 1 - j] as number);
    const partial = left / variance;
    phi = [...phi.map((one, j) => one - partial * (phi[p - 2 - j] as number)), partial];
    variance *= 1 - partial * partial;
    if (!(variance > 0)) break;
    const fit = n * Math.log(variance);
    const aicc = fit + (2 * p * n) / (n - p - 2);
    const bic = fit + p * Math.log(n);
    if (aicc < liberal.cost) liberal = { cost: aicc, phi };
    if (bic < strict.cost) strict = { cost: bic, phi };
  }
  return [liberal.phi, strict.phi];
}

function ratios(covariances: readonly number[], phi: readonly number[]): LongRun {
  const order = phi.length;
  const largest = spans.at(-1) as number;
  const r = [1];
  for (let k = 1; k <= largest; k++) {
    let next = 0;
    if (k <= order) next = (covariances[k] as number) / (covariances[0] as number);
    else for (let j = 0; j < order; j++) next += (phi[j] as number) * (r[Math.abs(k - 1 - j)] as number);
    r.push(next);
  }
  let sum = 0;
  let weighted = 0;
  let k = 1;
  const bySpan = spans.map((m) => {
    for (; k < m; k++) {
      sum += r[k] as number;
      weighted += k * (r[k] as number);
    }
    return Math.max(smallestRatio, 1 + 2 * (sum - weighted / m));
  });
  const decay = 1 - phi.reduce((total, one) => total + one, 0);
  const innovation = phi.reduce((total, one, j) => total - one * (r[j + 1] as number), 1);
  const longRun = Math.min(largestRatio, Math.max(bySpan.at(-1) as number, innovation / (decay * decay)));
  return { bySpan, longRun };
}
