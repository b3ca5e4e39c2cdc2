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
 */
export function evenOut(
  track: Track,
  { alpha, settledRows }: Pick<MetricPolicy, 'alpha' | 'settledRows'>,
  x: number,
  n: number | undefined
): Evened {
  if (n === undefined) {
    const { rows } = track;
    return { share: rows ? takeShare(rows, alpha) : alpha, pull: 1, value: x };
  }
  const rows = (track.rows ??= { ...firstWeights(n), usual: n, level: x, ...(settledRows ? { seen: 0 } : {}) });
  const share = takeShare(rows, alpha, n);
  const pull = Math.min(1, Math.sqrt(n / rows.usual));
  const value = pull === 1 ? x : rows.level + (x - rows.level) * pull;
  if (settledRows) {
    const seen = Math.min(longest, (rows.seen ?? seenBefore) + 1);
    rows.seen = seen;
    rows.level += Math.max(1 / seen, levelSlowness) * Math.min(1, n / rows.usual) * (x - rows.level);
    rows.usual += (3 / (seen + 2)) * (Math.min(n, most * rows.usual) - rows.usual);
  } else {
    rows.level += slowness * Math.min(1, n / rows.usual) * (x - rows.level);
    rows.usual += slowness * (n - rows.usual);
  }
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
