import { bestCut, type Candidate } from './cuts.ts';
import { medianOf } from './scores.ts';
import { scoresOf, withoutSeason } from './learn.ts';
import { spreadSpan, surelySpread, varianceOf } from './spread-test.ts';
import type { Known, LevelShiftState } from './state.ts';
import type { LevelShiftOptions } from './options.ts';

/** A change of level in the ring. */
export interface Shift {
  /** Where in the ring the new level begins. */
  cut: number;
  isRise: boolean;
  /** Of a first step: whether it may raise an alarm. */
  isAlarm?: boolean;
  /** The ring without seasons. */
  values: number[];
}

/** The change behind a strong cut, if it holds with the spread that the newest values have now, and lasts. */
export function confirmed(
  state: LevelShiftState,
  known: Known,
  best: Candidate,
  options: LevelShiftOptions
): Shift | null {
  const { least, clusters } = options;
  const { sums, older } = state;
  const n = state.ring.length;
  const cut = bestCut(state, best.span);
  if (n - cut < least) return null;
  const scores = scoresOf(state);
  const spread = known.spread[best.place] as number;
  const own = known.covariances[0] as number;
  const newest = varianceOf(scores.slice(n - best.span)) / own;
  const calm = clusters ? surelySpread(scores.slice(Math.max(0, cut - spreadSpan), cut), known.covariances) : 0;
  const now = Math.max(1, newest, calm);
  const widened = (spread / best.span + best.before) / ((spread * now) / best.span + best.before);
  if (best.squared * widened <= state.limit ** 2) return null;
  const values = withoutSeason(state, known);
  if (!persists(values, cut, least, clusters, state.center, options.wholeBursts)) return null;
  const others = older.n + cut;
  const reference = others > 0 ? (older.sum + (sums[cut] as number)) / others : 0;
  const run = options.wholeBursts && n - cut >= 1.5 * least ? least - 1 : least - 2;
  if (!isMoreThanBurst(scores, cut, reference, run, clusters ? Math.sqrt(own) : 0)) return null;
  return { cut, isRise: ((sums[n] as number) - (sums[cut] as number)) / (n - cut) > reference, values };
}

/**
 * Whether a change lasts: the new level has `least` values, the newest two lie nearer to it than to the level before,
 * and so do most others: no more of them lie on the far side than if the values before were moved by the change, and a
 * quarter. Two bursts in a row leave more.
 *
 * @param clusters whether the other values are looked at
 * @param usual    level before, where fewer than five values of it are at hand
 * @param whole    whether the first values that lie nearer to the level before are no part of the new one
 */
export function persists(
  values: readonly number[],
  cut: number,
  least: number,
  clusters: boolean | undefined,
  usual?: number,
  whole?: boolean
): boolean {
  const n = values.length;
  if (n - cut < least) return false;
  const older = values.slice(Math.max(0, cut - 100), cut);
  const before = older.length < 5 && usual !== undefined ? usual : medianOf(older);
  const after = medianOf(values.slice(cut));
  const middle = before / 2 + after / 2;
  const isNear = (x: number): boolean => (after > before ? x > middle : x < middle);
  if (before === after || !isNear(values[n - 1] as number) || !isNear(values[n - 2] as number)) return false;
  if (whole && n - begins(values, cut, before, medianOf(values.slice(n - least))) < least) return false;
  if (!clusters) return true;
  const moved = older.filter((x) => !isNear(x + (after - before))).length / Math.max(1, older.length);
  let back = 0;
  for (let i = cut; i < n; i++) if (!isNear(values[i] as number)) back += 1;
  return back / (n - cut) <= moved + between;
}

/**
 * Whether the new level is more than a burst: without its strongest run of `run` values half of the change is left, and
 * more than chance makes of so few values.
 *
 * @param deviation usual deviation of a score; 0 where chance is not asked
 */
export function isMoreThanBurst(
  scores: readonly number[],
  cut: number,
  reference: number,
  run: number,
  deviation: number
): boolean {
  const n = scores.length;
  const m = n - cut;
  if (m <= run) return false;
  let total = 0;
  for (let i = cut; i < n; i++) total += (scores[i] as number) - reference;
  const side = total > 0 ? 1 : -1;
  const at = (i: number): number => side * ((scores[i] as number) - reference);
  let sum = 0;
  for (let i = cut; i < cut + run; i++) sum += at(i);
  let strongest = sum;
  for (let i = cut + run; i < n; i++) {
    sum += at(i) - at(i - run);
    strongest = Math.max(strongest, sum);
  }
  const left = side * total - strongest;
  return left / (m - run) >= (0.5 * side * total) / m && left >= sure * deviation * Math.sqrt(m - run);
}

// --- internal ---

/** Where the new level begins without the first values that lie nearer to the level before than to the newest ones. */
function begins(values: readonly number[], cut: number, before: number, newest: number): number {
  const middle = before / 2 + newest / 2;
  const first = values.findIndex((x, i) => i >= cut && (newest > before ? x > middle : x < middle));
  return first < 0 ? values.length : first;
}

/** Share of the new level's values that may lie nearer to the old one, beyond what noise does. */
const between = 0.25;
/** Standard errors that what is left of a change without its strongest run must be away from the level before. */
const sure = 3;
