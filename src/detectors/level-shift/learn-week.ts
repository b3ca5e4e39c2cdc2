import { medianOf } from './scores.ts';
import { score } from './learn.ts';
import { sinceVisit, weekIn, withChange } from './week.ts';
import { strongest } from './cuts.ts';
import { takeWeek } from './season.ts';
import type { Known, LevelShiftState } from './state.ts';

/** A change of level in the ring: where the new one begins, and the ring without seasons. */
interface Begun {
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
 * Whether a change is nothing but a visit of the week that has not come: without it the newest values are as usual. The
 * next one is waited for; when it does not come either the week is let go.
 */
export function stayedAway(state: LevelShiftState, known: Known, isRise: boolean): boolean {
  const { season } = known;
  const { week } = season;
  if (!week || week.until !== undefined || isRise === week.size > 0) return false;
  const { sums } = state;
  const missed = state.t - 1 - sinceVisit(week, state.t - 1);
  season.week = week.missed === missed - week.period ? { ...week, until: week.missed } : { ...week, missed };
  score(state, known);
  const { squared } = strongest(state, known);
  if (squared <= state.limit ** 2) {
    state.statistic = Number(Math.sqrt(squared).toPrecision(6));
    return true;
  }
  season.week = week;
  state.sums = sums;
  return false;
}
