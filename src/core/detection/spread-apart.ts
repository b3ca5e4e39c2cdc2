import type { RowsKnown, SpreadApart } from '../state-parts/rows.ts';
import type { Sampled } from '../../stats/sampled.ts';

/** What a stream knows of its spread before the first value. */
export function newSpread(): SpreadApart {
  return {
    within: null,
    values: 0,
    degrees: 0,
    between: 0,
    pairs: 0,
    behindLevel: 0,
    newest: 0,
    newestWeight: 0,
    n: 0,
  };
}

/**
 * Moves the level on: a mean of values weighed by how much each tells of it, over some 50 at last. Values of few rows
 * stand partly on it, so after a change it must not be long on its way: that would look like a second change.
 */
export function followLevel(rows: RowsKnown, spread: SpreadApart, x: number, pull: number): void {
  const weight = pull ** 2;
  const share = spread.newestWeight > 0 ? newestShare : 1;
  spread.newest = Number((spread.newest + share * (x - spread.newest)).toPrecision(9));
  spread.newestWeight = short(spread.newestWeight + share * (weight - spread.newestWeight));
  spread.behindLevel = short(Math.min(levelRestsOn, spread.behindLevel + weight));
  rows.level += (weight / spread.behindLevel) * (x - rows.level);
}

/** A detector has found a change: the newest values alone are the level. */
export function levelFromNewest(rows: RowsKnown, spread: SpreadApart): void {
  rows.level = spread.newest;
  spread.behindLevel = short(spread.newestWeight / newestShare);
}

/**
 * How much of a value's distance from the level counts: as much less as a value of so many rows is spread wider than
 * one of the usual number. Only what chance does grows with fewer rows:
 *
 *     pull = min(1, sqrt((between + within / usual) / (between + within / n)))
 *
 * Symbols: within, the variance of a row: p (1 - p) of a share, else by the sums of squares; between, that of all else.
 * Where nobody knows the variance of a row, chance is taken to make all of the spread.
 */
export function pullOf(rows: RowsKnown, spread: SpreadApart, sampled: Sampled): number {
  const { n } = sampled;
  if (n >= rows.usual) return 1;
  const within = withinOf(rows, spread, sampled);
  if (within === null) return Math.sqrt(n / rows.usual);
  const between = Math.max(0, spread.between);
  return Math.sqrt((between + within / rows.usual) / (between + within / n));
}

/**
 * Takes one value in. What rows do not explain is half the mean squared difference of neighbours, less what chance
 * makes of it: a season, a trend and a change of level hardly count, of which detectors know by themselves. A pair
 * weighs as little as its few rows tell, and no single one moves the mean far.
 *
 * @param distance of the value from the one before
 */
export function learnSpread(rows: RowsKnown, spread: SpreadApart, distance: number, sampled: Sampled): void {
  const { n, variance } = sampled;
  if (variance !== null && n > 1) learnWithin(spread, variance, n - 1);
  const within = withinOf(rows, spread, sampled);
  if (within !== null && spread.n > 0) {
    const between = Math.max(0, spread.between);
    const chance = (within / n + within / spread.n) / 2;
    const weight = Math.min(1, (between + within / rows.usual) / (between + chance)) ** 2;
    const seen = Math.min(distance ** 2 / 2, mostTimes * (between + chance));
    spread.pairs = short(Math.min(longest, spread.pairs + weight));
    spread.between = short(spread.between + (weight / spread.pairs) * (seen - chance - spread.between));
  }
  spread.n = n;
}

/**
 * The rows of a value with the variance that the stream knows, where its own say nothing: of a single row, or without a
 * sum of squares.
 */
export function withKnownVariance(sampled: Sampled, spread: SpreadApart | undefined): Sampled {
  if (sampled.isShare) return sampled;
  if (sampled.variance !== null) return { ...sampled, degrees: sampled.n - 1 };
  const { within, values, degrees } = spread ?? newSpread();
  return within === null ? sampled : { ...sampled, variance: within, degrees: values * degrees };
}

// --- internal ---

function learnWithin(spread: SpreadApart, variance: number, own: number): void {
  const degrees = spread.values > 0 ? Math.min(own, most * spread.degrees) : own;
  spread.values = Math.min(longest, spread.values + 1);
  spread.degrees = short(spread.degrees + (degrees - spread.degrees) / spread.values);
  const known = spread.within ?? Math.min(variance, largest);
  spread.within = short(known + (degrees / (spread.values * spread.degrees)) * (Math.min(variance, largest) - known));
}

/** What is kept of it: six digits say more than is known, and take little of the state. */
const short = (x: number): number => Number(x.toPrecision(6));

/** Of a share by its level, as if one more row had been right and one wrong: no share is certain. */
function withinOf({ level, usual, seen = 1 }: RowsKnown, { within }: SpreadApart, { isShare }: Sampled): number | null {
  if (!isShare) return within;
  const behind = usual * Math.min(seen, levelRestsOn);
  const share = (Math.min(1, Math.max(0, level)) * behind + 1) / (behind + 2);
  return share * (1 - share);
}

/** Greatest variance of a row that is kept: sums of two still count. */
const largest = 1e300;
/** Weight of the newest value in the fast mean. */
const newestShare = 0.25;
/** Values, or pairs, after which the memory grows no longer: as long as that of detectors. */
const longest = 1500;
/** Values that the level rests on. */
const levelRestsOn = 50;
/** Times the usual degrees of freedom that a value counts as at most. */
const most = 4;
/** Times what was to be expected that a squared difference counts as at most: one in 200 is more by chance. */
const mostTimes = 8;
