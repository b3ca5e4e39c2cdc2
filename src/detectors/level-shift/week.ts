import { medianOf } from './scores.ts';
import type { Change, Week } from './state.ts';

/** What the week adds at time `t`, in units. */
export function weekAt(week: Week | undefined, t: number): number {
  if (!week) return 0;
  const { missed, period, until } = week;
  if (until !== undefined && t >= until) return 0;
  if (missed !== undefined && t >= missed && t < missed + period) return 0;
  return sinceVisit(week, t) < week.length ? week.size : 0;
}

/** Values since the newest visit began, at time `t`. */
export function sinceVisit({ period, from }: Week, t: number): number {
  return (((t - from) % period) + period) % period;
}

/**
 * The changes of level with one more: a level that ended at `at`, and what it was. The newest four are kept.
 *
 * @param level of the values before the change, in units without seasons
 */
export function withChange(changes: readonly Change[] | undefined, at: number, level: number): Change[] {
  return [...(changes ?? []).slice(1 - edges), { at, level: Math.round(level) }];
}

/**
 * The week behind the newest four changes of level: two visits of the same level and length from two levels alike, a
 * week from each other. A single incident that ends makes two changes, and none.
 *
 *     |a3 - a1 - P| + |a4 - a2 - P| <= P/21;   |l1 - l3|, |l0 - l2| <= d/3;   |l4 - l2| <= d/2
 *
 * Symbols: a1..a4 when levels ended, l0..l3 those levels, l4 the newest; P values in a week; d how far the visits lie
 * from the level between them. The shorter stay is the visit: it takes an eighth to three sevenths of the week. Where
 * the stream began in a visit, that is the one with the odd places.
 *
 * @param newest values of the newest level
 */
export function weekIn(
  changes: readonly Change[],
  newest: readonly number[]
): { week: Week; usual: number } | undefined {
  const [first, second, third, fourth] = changes;
  if (!first || !second || !third || !fourth) return undefined;
  const period = weeks.find(
    (one) => off(one, third.at - first.at) + off(one, fourth.at - second.at) <= one * looseness
  );
  const usual = (first.level + third.level) / 2;
  const size = (second.level + fourth.level) / 2 - usual;
  const like = Math.abs(size) / 3;
  const isLike =
    Math.abs(second.level - fourth.level) <= like &&
    Math.abs(first.level - third.level) <= like &&
    Math.abs(medianOf(newest) - third.level) <= 1.5 * like;
  if (period === undefined || !isLike) return undefined;
  const length = middle(second.at - first.at, fourth.at - third.at);
  if (isVisit(period, length)) {
    const from = middle(first.at + period, third.at);
    return { week: { period, from, length, size, n: 2 * length }, usual };
  }
  const other = period - length;
  if (!isVisit(period, other) || first.at > other) return undefined;
  const from = middle(second.at + period, fourth.at);
  return { week: { period, from, length: other, size: -size, n: other }, usual: usual + size };
}

/** Whether a change comes a week after one like it: the next one may show a week, and no wave is to take its place. */
export function mayBeWeek(changes: readonly Change[] | undefined): boolean {
  const [first, second, third] = (changes ?? []).slice(1 - edges);
  if (!first || !second || !third) return false;
  const length = second.at - first.at;
  const isLike = Math.abs(first.level - third.level) <= Math.abs(second.level - third.level) / 3;
  return (
    isLike &&
    weeks.some(
      (one) => off(one, third.at - first.at) <= one * looseness && (isVisit(one, length) || isVisit(one, one - length))
    )
  );
}

/**
 * Whether a change at `at` comes a week after one of the newest.
 *
 * @param move its direction where only one to the same side counts, and the level before it
 */
export function isWeekAfter(
  changes: readonly Change[] | undefined,
  at: number,
  move?: { isRise: boolean; center: number }
): boolean {
  const isSame = (one: Change, next: Change | undefined): boolean =>
    !move || (next?.level ?? move.center) > one.level === move.isRise;
  return (changes ?? []).some(
    (one, i, all) => isSame(one, all[i + 1]) && weeks.some((week) => off(week, at - one.at) <= week * looseness)
  );
}

// --- internal ---

/** Changes that two visits make. */
const edges = 4;
/** Values in a week, at an hour, half an hour, a quarter, ten and five minutes a value. */
const weeks = [168, 336, 672, 1008, 2016];
/** Share of a week by which a visit may come and end elsewhere. */
const looseness = 1 / 21;

function off(period: number, distance: number): number {
  return Math.abs(distance - period);
}

function isVisit(period: number, length: number): boolean {
  return length >= period / 8 && length <= (3 * period) / 7;
}

function middle(a: number, b: number): number {
  return Math.round((a + b) / 2);
}
