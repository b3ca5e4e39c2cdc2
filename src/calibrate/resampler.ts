import { autoregression } from './autoregression.ts';
import { blockLength } from './block-length.ts';
import { findSeason } from './season.ts';
import type { Rng } from '../stats/rng.ts';

/** A stream that can be drawn again any number of times. */
export interface Source {
  metric: string;
  segment: string;
  stepMs: number;
  /** Standard deviation, without the season. */
  sd: number;
  mean: number;
  /** `count` values, the first of them measured at `from`. */
  draw(rng: Rng, count: number, from: number): Float64Array;
}

export interface Resampler extends Source {
  /** How it resamples, for people. */
  observations: number;
  order: number;
  blockLength: number;
  periods: string[];
}

/**
 * A block bootstrap that keeps autocorrelation and season: the season is taken out, an autoregression is fitted, what
 * both leave is drawn in blocks of random length, and autoregression and season are put back on. Of blocks of the
 * values themselves, autocorrelation would survive only within a block, and with it too little of it for limits that
 * are crossed once in a hundred thousand values. Values of only two kinds, such as error bits, are drawn in blocks as
 * they are.
 *
 * @see Davison, A. C.; Hinkley, D. V. (1997). Bootstrap methods and their application. Cambridge, section 8.2
 *   (post-blackening).
 * @see Politis, D. N.; Romano, J. P. (1994). The stationary bootstrap. JASA 89(428), 1303-1313.
 */
export function resamplerOf(
  { metric, segment }: { metric: string; segment: string },
  times: Float64Array,
  values: Float64Array
): Resampler {
  const n = values.length;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const hasTwoKinds = new Set(values.subarray(0, 10_000)).size <= 2 && new Set(values).size <= 2;
  const unit = unitOf(values, mean);
  const scaled = values.map((x) => (x - mean) / unit);
  const season = hasTwoKinds ? null : findSeason(times, scaled);
  const rest = scaled.map((x, i) => x - (season?.at(times[i]!) ?? 0));
  const { weights, residuals } = hasTwoKinds ? { weights: [], residuals: rest } : autoregression(rest);
  const squares = residuals.map((e) => e * e);
  const meanSquare = squares.reduce((sum, x) => sum + x, 0) / Math.max(1, squares.length);
  // Calm and wild times are kept together too, which the correlation of the values alone does not show.
  const length = Math.max(blockLength(residuals), blockLength(squares.map((x) => x - meanSquare)));
  return {
    metric,
    segment,
    stepMs: usualStep(times),
    sd: unit * Math.sqrt(rest.reduce((sum, x) => sum + x * x, 0) / Math.max(1, n - 1)),
    mean,
    observations: n,
    order: weights.length,
    blockLength: length,
    periods: season?.periods ?? [],
    draw(rng, count, from) {
      const drawn = blackened(rng, count, residuals, weights, length);
      const step = this.stepMs;
      return drawn.map((x, i) => mean + unit * (x + (season?.at(from + i * step) ?? 0)));
    },
  };
}

// --- internal ---

/** Values before the first that counts, so that the autoregression has forgotten that it began at 0. */
const leadIn = 200;

/**
 * A power of 2, which changes no digit, near the greatest deviation: fourth powers of 1e100 are infinite, of 1e-100 are
 * 0.
 */
function unitOf(values: Float64Array, mean: number): number {
  const most = values.reduce((most, x) => Math.max(most, Math.abs(x - mean)), 0);
  return most > 0 ? 2 ** Math.round(Math.log2(most)) : 1;
}

function blackened(
  rng: Rng,
  count: number,
  residuals: Float64Array,
  weights: readonly number[],
  length: number
): Float64Array {
  const p = weights.length;
  const lead = p === 0 ? 0 : leadIn;
  const values = new Float64Array(count + lead);
  const n = residuals.length;
  let at = rng.int(0, n - 1);
  for (let t = 0; t < values.length; t++) {
    let x = residuals[at]!;
    for (let j = 0; j < p && j < t; j++) x += weights[j]! * values[t - 1 - j]!;
    values[t] = x;
    at = rng.uniform() * length < 1 ? rng.int(0, n - 1) : at + 1 < n ? at + 1 : 0;
  }
  return values.subarray(lead);
}

/** The mean time from one value to the next, without the gaps: steps of more than three usual ones. */
function usualStep(times: Float64Array): number {
  const steps = Float64Array.from({ length: Math.max(0, times.length - 1) }, (_, i) =>
    Math.abs(times[i + 1]! - times[i]!)
  );
  const apart = steps.filter((step) => step > 0).sort();
  const median = apart[Math.floor(apart.length / 2)];
  if (median === undefined) return 60_000;
  const close = steps.filter((step) => step <= 3 * median);
  return close.reduce((sum, step) => sum + step, 0) / close.length;
}
