import { normalCdf } from '../../stats/normal.ts';

/** Scores are whole parts of this of a standard deviation. */
export const scoreUnit = 20;

/** Deviations at which a value is cut, so that one outlier makes no wave. */
export const outlier = 4;

/** Deviations that a score is at most, and the score that is. */
const largest = 3;
export const largestScore = largest * scoreUnit;

/** Values at the quantiles of the scores -2.6, -2.4, ..., 2.6: the shape of a distribution. */
export function knotsOf(values: readonly number[], center: number): number[] {
  const sorted = Float64Array.from(values).sort();
  return shares.map((p) => quantileOf(sorted, p) - center);
}

/**
 * Normal score of a deviation from the centre, at most three either way: what it would be if the values were normal.
 * Equal values share the middle of their scores.
 */
export function scoreOf(knots: readonly number[], scale: number, deviation: number): number {
  const from = countBelow(knots, deviation - tie, 0);
  const to = countBelow(knots, deviation + tie, from);
  return Math.round(scoreUnit * between(knots, scale, deviation, from, to));
}

export function medianOf(values: readonly number[]): number {
  return quantileOf(Float64Array.from(values).sort(), 0.5);
}

/** Half the span of the middle two thirds; the deviation where that is nothing; 0 for a constant. */
export function scaleOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = (quantileOf(sorted, 0.84) - quantileOf(sorted, 0.16)) / 2;
  if (middle > 0) return middle;
  const center = quantileOf(sorted, 0.5);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - center) ** 2, 0) / values.length);
}

// --- internal ---

const first = -2.6;
const step = 0.2;
const knotCount = 27;
const shares = Array.from({ length: knotCount }, (_, j) => normalCdf(first + step * j));
/** Values so near, in units, are equal. */
const tie = 0.01;

function between(knots: readonly number[], scale: number, deviation: number, from: number, to: number): number {
  if (to > from) return first - step / 2 + (step * (from + to)) / 2;
  const end = knots[knotCount - 1] as number;
  if (from === 0) {
    const slope = Math.max((knots[4] as number) - (knots[0] as number), step * scale);
    return Math.max(-largest, first - step / 2 - (outward * ((knots[0] as number) - deviation)) / slope);
  }
  if (from === knotCount) {
    const slope = Math.max(end - (knots[knotCount - 5] as number), step * scale);
    return Math.min(largest, -first + step / 2 + (outward * (deviation - end)) / slope);
  }
  const low = knots[from - 1] as number;
  return first + step * (from - 1 + (deviation - low) / ((knots[from] as number) - low));
}

/** Scores gained beyond the last knot, per span of the last four. */
const outward = 0.25;

function countBelow(knots: readonly number[], bound: number, least: number): number {
  let low = least;
  let high = knotCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((knots[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function quantileOf(sorted: Float64Array, p: number): number {
  const place = Math.min(sorted.length - 1, Math.max(0, p * sorted.length - 0.5));
  const index = Math.floor(place);
  const low = sorted[index] ?? 0;
  return low + (place - index) * ((sorted[index + 1] ?? low) - low);
}
