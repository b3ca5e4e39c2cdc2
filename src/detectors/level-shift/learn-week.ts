import { medianOf } from './scores.ts';
import { score } from './learn.ts';
import { sinceVisit, weekIn, withChange } from './week.ts';
import { strongest } from './cuts.ts';
import { takeWeek } from './season.ts';
import type { Known, LevelShiftState, Week } from './state.ts';

/** A change of level in the ring: where the new one begins, and the ring without seasons. */
export interface Begun {
  cut: number;
  values: readonly number[];
}

/** Notes a change of level. True when the newest ones are the visits of a week, which is taken out from now on. */
export function learnWeek(state: LevelShiftState, known: Known, { cut, values }: Begun): boolean {
  const before = cut > 0 ? medianOf(values.slice(0, cut)) : state.center;
  state.changes = withChange(state.changes, state.t - values.length + cut, before);
  const found = weekIn(state.changes, values.slice(cut));
  if (!found) return false;
  const { season } = known;
  const { week, usual } = found;
  if (season.week && season.week.until === undefined) {
    const { period, from, size } = season.week;
    const apart = sinceVisit(season.week, week.from);
    if (week.period !== period || Math.min(apart, period - apart) > period / 42) return false;
    week.size += size;
    week.from = from;
  }
  takeWeek(season, week, usual);
  return true;
}

/**
 * Whether a change is nothing but the week: a visit that does not come, or one that comes or ends some hours from where
 * the last did, as after values that were lost. So it is when the newest values are as usual under a week that says so,
 * which is taken then. When two visits in a row do not come the week is let go.
 */
export function isOfWeek(state: LevelShiftState, known: Known, { cut, isRise }: Begun & { isRise: boolean }): boolean {
  const { season } = known;
  const { week } = season;
  if (!week || week.until !== undefined) return false;
  const { sums } = state;
  const newest = state.t - 1;
  const begins = newest - sinceVisit(week, newest);
  const start = state.t - state.ring.length + cut;
  const others =
    isRise === week.size > 0 ? [moved(week, start)] : [missing(week, begins), moved(week, start - week.length)];
  for (const other of others) {
    if (!other) continue;
    season.week = other;
    score(state, known);
    const { squared } = strongest(state, known);
    if (squared > state.limit ** 2) continue;
    state.statistic = Number(Math.sqrt(squared).toPrecision(6));
    return true;
  }
  season.week = week;
  state.sums = sums;
  return false;
}

// --- internal ---

/** Share of the week by which a visit may move at once. */
const farthest = 1 / 14;

function missing(week: Week, begins: number): Week {
  return week.missed === begins - week.period ? { ...week, until: week.missed } : { ...week, missed: begins };
}

function moved(week: Week, from: number): Week | undefined {
  const { missed, period, ...others } = week;
  const late = sinceVisit(week, from);
  if (Math.min(late, period - late) > period * farthest) return undefined;
  const isOver = missed !== undefined && missed < from - period / 2;
  return { ...others, period, from, ...(isOver ? { missed } : {}) };
}
