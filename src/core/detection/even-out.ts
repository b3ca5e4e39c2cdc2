import { firstWeights, takeShare } from '../../stats/weighted-average.ts';
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
 * Values of more rows than usual stay as they are: what moves them between hours is seldom chance alone. Level and
 * usual number follow over about 20 values. A value without `n` counts as one of the usual number.
 */
export function evenOut(track: Track, alpha: number, x: number, n: number | undefined): Evened {
  if (n === undefined) {
    const { rows } = track;
    return { share: rows ? takeShare(rows, alpha) : alpha, pull: 1, value: x };
  }
  const rows = (track.rows ??= { ...firstWeights(n), usual: n, level: x });
  const share = takeShare(rows, alpha, n);
  const pull = Math.min(1, Math.sqrt(n / rows.usual));
  const value = pull === 1 ? x : rows.level + (x - rows.level) * pull;
  rows.level += slowness * Math.min(1, n / rows.usual) * (x - rows.level);
  rows.usual += slowness * (n - rows.usual);
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
