import { autocovariances } from './autoregression.ts';

/**
 * Mean length of the blocks of a stationary bootstrap that keeps the dependence of neighbours.
 *
 *     b = (2 G^2 / D)^(1/3) n^(1/3),   G = sum_k lambda(k/M) |k| R(k),   D = 2 (sum_k lambda(k/M) R(k))^2
 *
 * Symbols: R autocovariance; lambda flat to 1/2, then falling to 0 at 1; M twice the last distance with a correlation
 * beyond chance.
 *
 * @param values deviations from their mean
 * @see Politis, D. N.; White, H. (2004). Automatic block-length selection for the dependent bootstrap. Econometric
 *   Reviews 23(1), 53-70; with the correction of Patton, Politis and White (2009), Econometric Reviews 28(4), 372-375.
 */
export function blockLength(values: Float64Array): number {
  const n = values.length;
  const longest = Math.max(1, Math.ceil(Math.min(3 * Math.sqrt(n), n / 3)));
  const inARow = Math.max(5, Math.ceil(Math.sqrt(Math.log10(Math.max(n, 10)))));
  const lags = Math.min(n - 1, Math.ceil(Math.sqrt(n)) + inARow);
  const covariance = autocovariances(values, Math.max(0, lags));
  const variance = covariance[0] ?? 0;
  if (n < 20 || !(variance > 0)) return 1;
  const chance = 2 * Math.sqrt(Math.log10(n) / n);
  const width = 2 * Math.max(1, lastBeyond(covariance, variance * chance, inARow));
  const weight = (x: number): number => (x <= 0.5 ? 1 : Math.max(0, 2 * (1 - x)));
  let g = 0;
  let spectrum = variance;
  for (let k = 1; k <= Math.min(width, lags); k++) {
    const part = 2 * weight(k / width) * covariance[k]!;
    g += k * part;
    spectrum += part;
  }
  if (spectrum === 0) return longest;
  return Math.min(longest, Math.max(1, Math.cbrt((g / spectrum) ** 2 * n)));
}

// --- internal ---

/** The smallest distance after which `inARow` correlations in a row are within chance. */
function lastBeyond(covariance: readonly number[], chance: number, inARow: number): number {
  for (let m = 0; m + inARow < covariance.length; m++)
    if (covariance.slice(m + 1, m + 1 + inARow).every((c) => Math.abs(c) < chance)) return m;
  return covariance.length - 1;
}
