import { cloneJson } from '../../terms/json.ts';
import { learnDay, levelOf, placesOfDay, powerInDay } from './day.ts';
import { provisional, ringSize, score, withoutSeason } from './learn.ts';
import { strongest } from './cuts.ts';
import type { Begun } from './learn-week.ts';
import { periods } from './periods.ts';
import { medianOf } from './scores.ts';
import { isStrong, rounds } from './season.ts';
import { brief, type Known, type LevelShiftState } from './state.ts';
import { isWeekAfter } from './week.ts';

/**
 * Whether a change is nothing but a day that was not known well: one that was seen for two and a half rounds, leaves as
 * little as all the changes of level did, makes the newest values usual, and has them where the level always was. It is
 * taken out then.
 */
export function isOfDay(state: LevelShiftState, known: Known, { cut, values }: Begun): boolean {
  const { season } = known;
  const { ring, t, center, older, sums } = state;
  if (!season.day || season.week || isWeekAfter(state.changes, t - ring.length + cut)) return false;
  const day = cloneJson(season.day);
  learnDay(day, known.scale, ring, t - ring.length);
  const isSeen = (j: number, k: number): boolean =>
    day.n >= rounds * (periods[j] as number) && isStrong(known, j, powerInDay(day, k), day.variance);
  const found = placesOfDay.filter(isSeen);
  if (found.length === 0 || day.variance > alike * season.variance) return false;
  const { active, cos, sin } = season;
  const others = active.filter((j) => (periods[j] as number) < shortest);
  const waveOf = (all: readonly number[], own: readonly number[]): number[] =>
    all.map((x, j) =>
      found.includes(j) ? brief(own[placesOfDay.indexOf(j)] as number, 6) : others.includes(j) ? x : 0
    );
  Object.assign(season, { active: [...others, ...found], cos: waveOf(cos, day.cos), sin: waveOf(sin, day.sin) });
  const left = withoutSeason(state, known);
  const size = medianOf(values.slice(cut)) - center;
  const isBack = Math.abs(medianOf(left.slice(cut)) - levelOf(season.day, day)) <= explained * Math.abs(size);
  state.center = medianOf(left);
  state.older = { n: 0, sum: 0 };
  score(state, known);
  const { squared } = strongest(state, known);
  if (!isBack || squared > state.limit ** 2) {
    Object.assign(season, { active, cos, sin });
    Object.assign(state, { center, older, sums });
    return false;
  }
  season.mean = state.center;
  season.variance = day.variance;
  state.statistic = Number(Math.sqrt(squared).toPrecision(6));
  state.recenterAt = ring.length < ringSize / 2 ? 2 * ring.length : 0;
  if (state.recenterAt === 0) delete state.renewed;
  // Shape and correlation were those of a day that stayed in.
  state.taught = provisional;
  return true;
}

// --- internal ---

/** Times the variance within levels that may be left. */
const alike = 1.15;
/** Share of a change that may be left of it. */
const explained = 0.5;
/** Waves from this period on were taken for the day, or for its changes. */
const shortest = 72;
