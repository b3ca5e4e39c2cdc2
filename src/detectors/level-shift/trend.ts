import { covariancesOf, longRunOf } from './long-run.ts';
import { medianOf, scaleOf } from './scores.ts';

export interface Line {
  /** Per value. */
  slope: number;
  residuals: number[];
  /** How far the line rises or falls, in its standard errors. */
  strength: number;
  /** Correlation of neighbouring residuals. */
  correlation: number;
}

/**
 * The straight line through values, robust, and what is left about it.
 *
 *     b = median of (x_{i+h} - x_i) / h, h = n / 2; then one step of least squares on residuals cut at 2.5 deviations
 *     strength = |b| n / sqrt(12 / n * long-run variance of the residuals)
 *
 * @see Theil, H. (1950). A rank-invariant method of linear and polynomial regression analysis, I. Proceedings of the
 *   Royal Netherlands Academy of Sciences 53 (here the incomplete method: pairs half the span apart).
 */
export function lineOf(values: readonly number[]): Line {
  const n = values.length;
  const half = n >> 1;
  const middle = (n - 1) / 2;
  const about = (b: number): number[] => {
    const left = values.map((x, i) => x - b * (i - middle));
    const center = medianOf(left);
    return left.map((x) => x - center);
  };
  let slope = medianOf(
    Array.from({ length: n - half }, (_, i) => (values[i + half] as number) - (values[i] as number))
  );
  slope /= half;
  const first = about(slope);
  const deviation = scaleOf(first);
  slope += slopeOf(cut(first, deviation));
  const residuals = about(slope);
  const kept = cut(residuals, deviation);
  const covariances = covariancesOf(kept, kept.reduce((all, x) => all + x, 0) / n, lags);
  const [own = 0, next = 0] = covariances;
  if (!(own > 0)) return { slope, residuals, strength: 0, correlation: 0 };
  const { longRun } = longRunOf(covariances, n);
  return {
    slope,
    residuals,
    strength: (Math.abs(slope) * n) / Math.sqrt((12 / n) * own * longRun),
    correlation: next / own,
  };
}

/**
 * The residuals about a line that the values surely rise or fall along, with neighbours about it that hardly resemble
 * each other; `undefined` where there is none. A walk or strong correlation makes lines as well: neighbours about them
 * go on resembling each other.
 *
 * @param mayEnd whether what slows down is one, too, as a learning curve does
 */
export function trendOf(values: readonly number[], mayEnd: boolean): number[] | undefined {
  const { slope, residuals, strength, correlation } = lineOf(values);
  if (!(strength > sure && correlation <= untied)) return undefined;
  if (mayEnd) return residuals;
  const half = values.length >> 1;
  const kept = cut(residuals, scaleOf(residuals));
  const [early, late] = [slopeOf(kept.slice(0, half)), slopeOf(kept.slice(half))].map((more) => slope + more);
  return (late as number) * Math.sign(slope) >= steady * (early as number) * Math.sign(slope) ? residuals : undefined;
}

/**
 * The residuals about a line where neighbours resemble each other far less about it than is known, as once a rise or a
 * fall is over that was taken for correlation; `undefined` where they do not.
 */
export function calmerThan(values: readonly number[], [own = 0, next = 0]: readonly number[]): number[] | undefined {
  if (!(next >= tied * own)) return undefined;
  const { residuals, correlation } = lineOf(values);
  return correlation <= untied - apart ? residuals : undefined;
}

// --- internal ---

/** Standard errors of a rise or fall that no calm stream shows in a ring. */
const sure = 9;
/** Correlation of neighbours about a line up to which it is one. */
const untied = 0.6;
/** Correlation from which on a fall may have been taken for it, and how much less it is about a line then. */
const tied = 0.7;
const apart = 0.2;

/** Share of the first half's slope that the second must have where a trend goes on. */
const steady = 0.75;
const lags = 12;
/** Deviations at which a residual is cut. */
const reach = 2.5;

/** By least squares. */
function slopeOf(values: readonly number[]): number {
  const n = values.length;
  const sum = values.reduce((all, x, i) => all + x * (i - (n - 1) / 2), 0);
  return (12 * sum) / (n * (n * n - 1));
}

function cut(values: readonly number[], deviation: number): number[] {
  const most = reach * deviation;
  return values.map((x) => Math.max(-most, Math.min(most, x)));
}
