import { addToMoments, type Moments } from '../stats/moments.ts';
import { saturate } from '../stats/saturate.ts';

/** Moments of a stream, and the products of its neighbours. Plain JSON, always finite. */
export interface Lagged extends Moments {
  first: number;
  previous: number;
  /** Sum of the products of neighbours, counted from the first value. */
  products: number;
}

export function restartLagged(state: Lagged): void {
  state.n = 0;
  state.mean = 0;
  state.squares = 0;
  state.first = 0;
  state.previous = 0;
  state.products = 0;
}

export function addToLagged(state: Lagged, x: number): void {
  if (state.n === 0) state.first = x;
  else
    state.products = saturate(
      state.products + saturate(saturate(x - state.first) * saturate(state.previous - state.first))
    );
  state.previous = x;
  addToMoments(state, x);
}

/**
 * Correlation of neighbours, corrected for the bias of short series; 0 where it is negative or within two standard
 * errors of 0, at most .9.
 *
 *     r = sum (x_t - mean)(x_{t-1} - mean) / sum (x_t - mean)^2;  rho = (n r + 1) / (n - 4), used when rho > 2 / sqrt(n)
 *
 * @example
 * ```ts @import.meta.vitest
 * const state = { n: 0, mean: 0, squares: 0, first: 0, previous: 0, products: 0 };
 * for (let i = 0; i < 100; i++) addToLagged(state, Math.floor(i / 10) % 2);
 * expect(lagCorrelation(state)).toBeCloseTo(0.854167, 5);
 * ```
 * @see Kendall, M. G. (1954). Note on bias in the estimation of autocorrelation. Biometrika 41(3/4), 403-404.
 * Checked against: the two-pass sums, test/detectors/lag-correlation.test.ts.
 */
export function lagCorrelation(state: Lagged): number {
  const { n, squares } = state;
  if (n < 8 || squares <= 0) return 0;
  const mean = state.mean - state.first;
  const last = state.previous - state.first;
  const covered = state.products - mean * (2 * n * mean - last) + (n - 1) * mean * mean;
  const rho = ((n * covered) / squares + 1) / (n - 4);
  return rho > 2 / Math.sqrt(n) ? Math.min(rho, largest) : 0;
}

// --- internal ---

/** Above this, a burn-in is too short to distinguish a strong correlation from a trend. */
const largest = 0.9;
