import { followLevel, learnSpread, newSpread, pullOf } from './spread-apart.ts';
import { firstWeights, takeShare } from '../../stats/weighted-average.ts';
import type { MetricPolicy } from '../state/policy.ts';
import type { Track } from '../state/state.ts';
import { knownKind } from '../../terms/metric-kinds.ts';
import { varianceOfRows, type Rows } from '../../terms/rows.ts';
import type { Sampled } from '../../stats/sampled.ts';

/** How a value of so many rows goes into its stream. */
export interface Evened {
  /** Its share of the new moving average. */
  share: number;
  /** How much of its distance from the level counts: 1 for a value of the usual number of rows, or more. */
  pull: number;
  /** The value, drawn to the stream's level as far as it has fewer rows than usual. */
  value: number;
}

/**
 * Makes values of few rows weigh as few: chance moves a mean of n rows by 1 / sqrt(n), so its distance from the level
 * of the stream is divided by as much as it exceeds that of a mean of the usual number of rows:
 *
 *     evened = level + (x - level) * min(1, sqrt(n / usual))
 *
 * Values of more rows than usual stay as they are: what moves them between hours is seldom chance alone. A value
 * without `n` counts as one of the usual number.
 *
 * The usual number is a mean of all, in which the k-th weighs as k squared, up to some 1,500 values: as slowly as
 * detectors learn how values vary, as it is what that is of. A value counts as four times the usual number at most. The
 * level follows over about 50 values. Without `settledRows` both follow over about 20, whatever their size.
 *
 * That chance makes all of the spread is seldom true of many rows: with `rowVariance` only its part grows with fewer
 * rows (`spread-apart.ts`).
 */
export function evenOut(
  track: Track,
  { alpha, settledRows, rowVariance }: Pick<MetricPolicy, 'alpha' | 'settledRows' | 'rowVariance'>,
  x: number,
  sampled: Sampled | undefined
): Evened {
  if (sampled === undefined) {
    const { rows } = track;
    if (rows?.apart) rows.apart.n = 0;
    return { share: rows ? takeShare(rows, alpha) : alpha, pull: 1, value: x };
  }
  const { n } = sampled;
  const rows = (track.rows ??= { ...firstWeights(n), usual: n, level: x, ...(settledRows ? { seen: 0 } : {}) });
  const share = takeShare(rows, alpha, n);
  const spread = rowVariance && (rows.apart ??= newSpread());
  const pull = spread ? pullOf(rows, spread, sampled) : Math.min(1, Math.sqrt(n / rows.usual));
  const value = pull === 1 ? x : rows.level + (x - rows.level) * pull;
  const seen = Math.min(longest, (rows.seen ?? seenBefore) + 1);
  const follows = settledRows ? Math.max(1 / seen, levelSlowness) : slowness;
  if (spread) {
    followLevel(rows, spread, x, pull);
    learnSpread(rows, spread, x - track.last, sampled);
  } else rows.level += follows * Math.min(1, n / rows.usual) * (x - rows.level);
  if (settledRows) {
    rows.seen = seen;
    rows.usual += (3 / (seen + 2)) * (Math.min(n, most * rows.usual) - rows.usual);
  } else rows.usual += slowness * (n - rows.usual);
  return { share, pull, value };
}

/** What detectors are told of the rows behind a value. */
export function sampledOf(metric: string, mean: number, rows: Rows): Sampled {
  return { n: rows.n, variance: varianceOfRows(mean, rows), isShare: isShareOfRows(metric) };
}

/** Whether chance does to the metric what it does to a share of rows. */
export function isShareOfRows(metric: string): boolean {
  return knownKind(metric)?.isOfRows ?? false;
}

// --- internal ---

const slowness = 0.05;
const levelSlowness = 0.02;
/** Values after which the memory of the usual number grows no longer, and those that one without a count rests on. */
const longest = 4500;
const seenBefore = 20;
/** Times the usual number that a value counts as at most: one huge n would make all after it weigh nothing. */
const most = 4;
