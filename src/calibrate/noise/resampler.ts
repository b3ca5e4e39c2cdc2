import { autoregression } from './autoregression.ts';
import { burstsOf } from './bursts.ts';
import { blockLength } from './block-length.ts';
import { chainOf } from './chain.ts';
import { countedOf, type Counted } from './counted.ts';
import { findSeason, swingOf, unseenPeriods } from './season.ts';
import { gridOf } from './grid.ts';
import { knownKind } from '../../terms/metric-kinds.ts';
import { isRoundedNormal, shrinkFor } from './marginal/rounded-normal.ts';
import { marginalOf, type Marginal } from './marginal/marginal.ts';
import { scoresInBlocks } from './scores-in-blocks.ts';
import type { RowsBehind } from './rows-behind.ts';
import type { Rng } from '../../stats/rng.ts';

/** A stream that can be drawn again any number of times. */
export interface Source {
  metric: string;
  segment: string;
  stepMs: number;
  /** Standard deviation, without the season. */
  sd: number;
  mean: number;
  /** Of values that are means of rows, and say so. */
  rows?: RowsBehind;
  /** A number between the two possible values that it is between, where values lie on a grid. */
  between?(x: number): number;
  /** `count` values, the first of them measured at `from`. */
  draw(rng: Rng, count: number, from: number): Float64Array;
}

export interface Resampler extends Source {
  /** How it resamples, for people. */
  observations: number;
  order: number;
  blockLength: number;
  periods: string[];
  /** Periods whose season it could not show: less than two rounds of them. */
  unseen: string[];
  /** While the season of a day is unseen: the share of the variance that the course over the history explains. */
  swing: number;
  /** Only values that came up are drawn: of others nothing is known. */
  isOfSeen: boolean;
  distribution: Marginal['kind'] | Counted['kind'] | 'as measured' | 'a chain';
}

/**
 * A bootstrap that keeps autocorrelation and season: the season is taken out, an autoregression is fitted, what both
 * leave is drawn anew, and autoregression and season are put back on. Of blocks of the values themselves,
 * autocorrelation would survive only within a block, and with it too little of it for limits that are crossed once in a
 * hundred thousand values. What is drawn has a distribution with tails (`marginalOf`), as the largest values of a
 * history are not the largest of a year. Where calm and wild times follow each other, its ranks are drawn in blocks.
 * Short bursts of values far from all others are taken out before, and put back as bursts (`burstsOf`).
 * Counts and shares of a fixed number of rows that do not depend on each other are drawn from the law of such
 * (`countedOf`). Other values of a few kinds, such as error bits, are drawn from a Markov chain, or in blocks as they
 * are where they remember more than a chain does.
 *
 * @see Davison, A. C.; Hinkley, D. V. (1997). Bootstrap methods and their application. Cambridge, section 8.2
 *   (post-blackening).
 * @see Politis, D. N.; Romano, J. P. (1994). The stationary bootstrap. JASA 89(428), 1303-1313.
 */
export function resamplerOf(
  { metric, segment, rows }: Pick<Source, 'metric' | 'segment' | 'rows'>,
  times: Float64Array,
  values: Float64Array
): Resampler {
  const n = values.length;
  const center = values.reduce((sum, x) => sum + x, 0) / n;
  const unit = unitOf(values, center);
  const scaled = values.map((x) => (x - center) / unit);
  const stepMs = usualStep(times);
  const isShare = knownKind(metric)?.isShare === true && values.every((x) => x >= 0 && x <= 1);
  const grid = gridOf(values, isShare ? { least: 0, most: 1 } : undefined);
  const isAsMeasured = grid !== undefined && grid.isCoarse && !isRoundedNormal(values, grid);
  const season = isAsMeasured ? null : findSeason(times, scaled, stepMs);
  const unseasoned = scaled.map((x, i) => x - (season?.at(times[i]!) ?? 0));
  // The mean of all values is not that of the rest where the last round of a season is not whole.
  const level = season === null ? 0 : unseasoned.reduce((sum, x) => sum + x, 0) / n;
  const rest = unseasoned.map((x) => x - level);
  const mean = center + unit * level;
  const sd = unit * Math.sqrt(rest.reduce((sum, x) => sum + x * x, 0) / Math.max(1, n - 1));
  const bursts = isAsMeasured ? undefined : burstsOf(rest);
  const body = bursts?.body ?? rest;
  const bodyLevel = bursts ? body.reduce((sum, x) => sum + x, 0) / body.length : 0;
  const { weights, residuals } = isAsMeasured
    ? { weights: [], residuals: rest }
    : autoregression(bursts ? body.map((x) => x - bodyLevel) : body);
  const length = Math.max(blockLength(residuals), blockLength(squaresOf(residuals)));
  const unseen = unseenPeriods(n * stepMs, stepMs);
  const facts = {
    metric,
    segment,
    stepMs,
    sd,
    mean,
    ...(rows && { rows }),
    ...(grid && { between: (x: number) => grid.between(x) }),
    observations: n,
    order: weights.length,
    blockLength: length,
    isOfSeen: isAsMeasured && values.some((x) => x !== 0 && x !== 1),
    unseen,
    swing: unseen.includes('day') ? swingOf(times, scaled) : 0,
  };
  const chain = isAsMeasured ? chainOf(values) : undefined;
  const isIndependent = isAsMeasured
    ? chain?.order === 0 && autoregression(rest).weights.length === 0
    : season === null && !bursts && weights.length === 0 && length < fewestInBlock;
  const counted = grid && isIndependent ? countedOf(values, evenRows(rows)) : undefined;
  if (counted) {
    const { kind: distribution, draw } = counted;
    return { ...facts, order: 0, blockLength: 1, periods: [], isOfSeen: false, distribution, draw };
  }
  if (chain) {
    const draw = (rng: Rng, count: number): Float64Array => chain.draw(rng, count);
    return { ...facts, order: chain.order, blockLength: 1, periods: [], distribution: 'a chain', draw };
  }
  if (isAsMeasured) {
    const draw = (rng: Rng, count: number): Float64Array => inBlocks(rng, count, values, length);
    return { ...facts, periods: [], distribution: 'as measured', draw };
  }
  const marginal = marginalOf(residuals);
  const scores = length < fewestInBlock ? undefined : scoresInBlocks(residuals, length);
  // Rounding to the grid gives a variance of its own.
  const shrink = grid === undefined ? 1 : shrinkFor(grid.step, sd);
  return {
    ...facts,
    periods: season?.periods ?? [],
    distribution: marginal.kind,
    draw(rng, count, from) {
      const lead = weights.length === 0 ? 0 : leadIn;
      const noise = scores?.(rng, count + lead) ?? normals(rng, count + lead);
      for (let t = 0; t < noise.length; t++) noise[t] = marginal.at(noise[t]!);
      const drawn = blackened(noise, weights).subarray(lead);
      if (bursts) {
        for (let i = 0; i < count; i++) drawn[i]! += bodyLevel;
        bursts.putInto(rng, drawn);
      }
      const step = this.stepMs;
      for (let i = 0; i < count; i++) {
        const noise = shrink * drawn[i]!;
        const value = center + unit * (season === null ? noise : noise + level + season.at(from + i * step));
        if (grid) drawn[i] = grid.nearest(value);
        else drawn[i] = isShare ? Math.min(1, Math.max(0, value)) : value;
      }
      return drawn;
    },
  };
}

// --- internal ---

/** Values before the first that counts, so that the autoregression has forgotten that it began at 0. */
const leadIn = 200;
/** Shorter blocks are chance: noise that is independent has such. */
const fewestInBlock = 4;

/**
 * A power of 2, which changes no digit, near the greatest deviation: fourth powers of 1e100 are infinite, of 1e-100 are
 * 0.
 */
function unitOf(values: Float64Array, mean: number): number {
  const most = values.reduce((most, x) => Math.max(most, Math.abs(x - mean)), 0);
  return most > 0 ? 2 ** Math.round(Math.log2(most)) : 1;
}

/** The rows of every value, where all have as many. */
function evenRows(rows: RowsBehind | undefined): number | undefined {
  return rows?.least === rows?.most ? rows?.n : undefined;
}

/** Calm and wild times are kept together too, which the correlation of the values alone does not show. */
function squaresOf(residuals: Float64Array): Float64Array {
  const squares = residuals.map((e) => e * e);
  const mean = squares.reduce((sum, x) => sum + x, 0) / Math.max(1, squares.length);
  return squares.map((x) => x - mean);
}

function normals(rng: Rng, count: number): Float64Array {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = rng.normal();
  return values;
}

/** Puts the autoregression back on, in place. */
function blackened(values: Float64Array, weights: readonly number[]): Float64Array {
  const p = weights.length;
  if (p === 0) return values;
  for (let t = 0; t < values.length; t++) {
    let x = values[t]!;
    for (let j = 0; j < p && j < t; j++) x += weights[j]! * values[t - 1 - j]!;
    values[t] = x;
  }
  return values;
}

function inBlocks(rng: Rng, count: number, values: Float64Array, length: number): Float64Array {
  const n = values.length;
  let at = rng.int(0, n - 1);
  return Float64Array.from({ length: count }, () => {
    const x = values[at]!;
    at = rng.uniform() * length < 1 ? rng.int(0, n - 1) : at + 1 < n ? at + 1 : 0;
    return x;
  });
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
