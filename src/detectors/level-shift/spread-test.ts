import { fisherScore } from '../../stats/fisher-score.ts';
import { brief, type Known, type LevelShiftState } from './state.ts';
import type { LevelShiftOptions } from './options.ts';
import { scoresOf } from './learn.ts';
import { scoreUnit } from './scores.ts';

/** Values whose spread is compared with the usual. */
export const spreadSpan = 40;

/** Whether the newest values vary more than usual. How much is told once, and what is usual learned anew. */
export function hasNewSpread(state: LevelShiftState, known: Known, options: LevelShiftOptions): boolean {
  const times = newSpread(state, known, options.spreadLimit, options.clusters);
  if (times === 0) return false;
  state.ring = state.ring.slice(-spreadSpan);
  state.blind = options.burnIn - spreadSpan;
  if (!options.promotions) return true;
  // Told for as long as it is learned, which takes one value at least.
  state.spread = brief(times);
  state.blind = Math.max(1, state.blind);
  return true;
}

/** Variance of some scores over the usual, one standard error down; 0 for fewer than ten. */
export function surelySpread(scores: readonly number[], covariances: readonly number[]): number {
  if (scores.length < 10) return 0;
  const error = Math.sqrt((2 * ofGaussian(covariances)) / scores.length);
  return varianceOf(scores) / (covariances[0] as number) / (1 + error);
}

export function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
}

// --- internal ---

/**
 * The variance of the newest 40 scores over the usual one where it is another: more than `least`, and more than chance
 * does to it. Else 0.
 *
 *     F = variance of 40 / usual variance;   z = ((1 - a2) F^(1/3) - (1 - a1)) / sqrt(a2 F^(2/3) + a1) > 4.25
 *     a = 2 / (9 nu);   nu = values / (1 + 2 sum of the correlations of their squares)
 *
 * Neighbours that resemble each other, and volatility that comes in clusters, leave few independent values (nu) on both
 * sides. The correlation of the squares is that of a Gaussian process (r^2) or as seen before the newest 40, whichever
 * is more.
 *
 * @param least    ratio that is never a change below
 * @param clusters whether chance is asked; else the ratio decides
 * @see Paulson, E. (1942). An approximate normalization of the analysis of variance distribution. Annals of
 *   Mathematical Statistics 13(2), 233-235. Geyer, C. J. (1992). Practical Markov chain Monte Carlo. Statistical
 *   Science 7(4) (where the sum over lags ends).
 */
function newSpread(state: LevelShiftState, known: Known, least: number, clusters: boolean | undefined): number {
  const { sums } = state;
  const n = state.ring.length;
  // Each fourth value is often enough for what 40 values say.
  if (n < spreadSpan || n % 4 !== 0) return 0;
  let squares = 0;
  for (let i = n - spreadSpan; i < n; i++) squares += ((sums[i + 1] as number) - (sums[i] as number)) ** 2;
  const mean = ((sums[n] as number) - (sums[n - spreadSpan] as number)) / spreadSpan;
  const usual = known.covariances[0] as number;
  const ratio = (squares / spreadSpan - mean * mean) / Math.max(scoreUnit ** 2, usual);
  if (!(ratio > least)) return 0;
  if (!clusters) return ratio;
  const factor = Math.max(ofGaussian(known.covariances), ofSquares(scoresOf(state).slice(0, -spreadSpan)));
  return fisherScore(ratio, (spreadSpan - 1) / factor, known.n / factor) > sure ? ratio : 0;
}

const lags = 40;
/** Once in 100,000 by chance. */
const sure = 4.25;

function ofGaussian([usual = 1, ...others]: readonly number[]): number {
  return 1 + 2 * others.reduce((sum, one) => sum + (one / usual) ** 2, 0);
}

/** 1 + 2 sum of the correlations of squares, as long as pairs of them are positive; 1 for few values. */
function ofSquares(scores: readonly number[]): number {
  const n = scores.length;
  if (n < 2 * lags) return 1;
  const squares = scores.map((x) => x * x);
  const mean = squares.reduce((sum, x) => sum + x, 0) / n;
  const at = (lag: number): number => {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += ((squares[i] as number) - mean) * ((squares[i - lag] as number) - mean);
    return sum;
  };
  const own = at(0);
  if (!(own > 0)) return 1;
  let total = 0;
  for (let lag = 1; lag < lags; lag += 2) {
    const pair = (at(lag) + at(lag + 1)) / own;
    if (pair <= 0) break;
    total += pair;
  }
  return 1 + 2 * total;
}
