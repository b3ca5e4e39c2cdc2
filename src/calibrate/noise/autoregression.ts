export interface Autoregression {
  /** Weights of the values before, nearest first; deviations from the mean. */
  weights: number[];
  /** What the weights leave unexplained, of every value that has enough before it. */
  residuals: Float64Array;
}

/**
 * An autoregression of the order that Schwarz's criterion chooses.
 *
 *     x_t = sum_{j=1..p} w_j x_{t-j} + e_t        p minimises n ln(var e) + p ln n
 *
 * @param values deviations from their mean
 * @see Durbin, J. (1960). The fitting of time-series models. Revue de l'Institut International de Statistique 28,
 *   233-244.
 */
export function autoregression(values: Float64Array): Autoregression {
  const n = values.length;
  const most = Math.min(maxOrder, Math.floor(n / 20));
  const covariance = autocovariances(values, most);
  let weights: number[] = [];
  let best: number[] = [];
  let variance = covariance[0]!;
  let least = criterion(n, variance, 0);
  for (let order = 1; order <= most && variance > 0; order++) {
    // Durbin and Levinson: each order from the one before.
    const explained = weights.reduce((sum, w, j) => sum + w * covariance[order - 1 - j]!, 0);
    const partial = (covariance[order]! - explained) / variance;
    weights = [...weights.map((w, j) => w - partial * weights[order - 2 - j]!), partial];
    variance *= 1 - partial * partial;
    const value = criterion(n, variance, order);
    if (value >= least) continue;
    least = value;
    best = weights;
  }
  return { weights: best, residuals: residualsOf(values, best) };
}

/** Of values that deviate from a mean of 0, at distances 0 to `lags`, with 1/n throughout: a positive sequence. */
export function autocovariances(values: Float64Array, lags: number): number[] {
  const n = values.length;
  return Array.from({ length: lags + 1 }, (_, lag) => {
    let sum = 0;
    for (let t = lag; t < n; t++) sum += values[t]! * values[t - lag]!;
    return sum / Math.max(1, n);
  });
}

// --- internal ---

const maxOrder = 24;

function criterion(n: number, variance: number, order: number): number {
  return n * Math.log(Math.max(variance, Number.MIN_VALUE)) + order * Math.log(n);
}

/** Centred: a mean other than 0 would make a resampled stream drift. */
function residualsOf(values: Float64Array, weights: readonly number[]): Float64Array {
  const p = weights.length;
  const residuals = new Float64Array(Math.max(0, values.length - p));
  let sum = 0;
  for (let t = p; t < values.length; t++) {
    let e = values[t]!;
    for (let j = 0; j < p; j++) e -= weights[j]! * values[t - 1 - j]!;
    residuals[t - p] = e;
    sum += e;
  }
  const mean = sum / Math.max(1, residuals.length);
  for (let i = 0; i < residuals.length; i++) residuals[i]! -= mean;
  return residuals;
}
