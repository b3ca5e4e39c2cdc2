import { cloneJson } from '../../terms/json.ts';
import { learnDay, levelOf, placesOfDay, powerInDay } from './day.ts';
import { learnProfile } from './profile.ts';
import { provisional, ringSize, score, withoutSeason } from './learn.ts';
import { strongest } from './cuts.ts';
import type { Begun } from './learn-week.ts';
import { periods } from './periods.ts';
import { medianOf } from './scores.ts';
import { isStrong, rounds } from './season.ts';
import { brief, type Day, type Known, type LevelShiftState, type Profile, type Season } from './state.ts';
import { isWeekAfter } from './week.ts';

/**
 * Whether a change is nothing but a day that was not known well: one that was seen for two and a half rounds, leaves as
 * little as all the changes of level did, makes the newest values usual, and has them where the level always was. It is
 * taken out then: as a wave, or by half hours where waves do not fit it, as working hours.
 */
export function isOfDay(state: LevelShiftState, known: Known, begun: Begun & { isRise: boolean }): boolean {
  const { day, week } = known.season;
  if (!day || week) return false;
  return [wavesOf, profileOf].some((found) => {
    const other = found(state, known, day, begun);
    return other !== undefined && explains(state, known, begun, other);
  });
}

// --- internal ---

/** A day that may be taken out: what becomes of the seasons, the level so far, and the variance left. */
interface Other {
  season: Pick<Season, 'active' | 'cos' | 'sin' | 'profile'>;
  level: number;
  variance: number;
}

/** Times the variance within levels that may be left. */
const alike = 1.15;
const alikeProfile = 1.3;
/** Share of a change that may be left of it. */
const explained = 0.5;
/** Waves from this period on were taken for the day, or for its changes. */
const shortest = 72;

function wavesOf({ ring, t, changes }: LevelShiftState, known: Known, before: Day, { cut }: Begun): Other | undefined {
  const { season } = known;
  if (season.profile || isWeekAfter(changes, t - ring.length + cut)) return undefined;
  const day = cloneJson(before);
  learnDay(day, known.scale, ring, t - ring.length);
  const isSeen = (j: number, k: number): boolean =>
    day.n >= rounds * (periods[j] as number) && isStrong(known, j, powerInDay(day, k), day.variance);
  const found = placesOfDay.filter(isSeen);
  if (found.length === 0 || day.variance > alike * season.variance) return undefined;
  const others = season.active.filter((j) => (periods[j] as number) < shortest);
  const waveOf = (all: readonly number[], own: readonly number[]): number[] =>
    all.map((x, j) =>
      found.includes(j) ? brief(own[placesOfDay.indexOf(j)] as number, 6) : others.includes(j) ? x : 0
    );
  const [cos, sin] = [waveOf(season.cos, day.cos), waveOf(season.sin, day.sin)];
  return {
    season: { active: [...others, ...found], cos, sin },
    level: levelOf(before, day),
    variance: day.variance,
  };
}

/** The day that leaves least by half hours, by what was seen before the change. */
function profileOf(
  { ring, t, changes, center }: LevelShiftState,
  known: Known,
  { profiles }: Day,
  { cut, isRise }: Begun & { isRise: boolean }
): Other | undefined {
  if (isWeekAfter(changes, t - ring.length + cut, { isRise, center })) return undefined;
  const { season } = known;
  const seen = profiles.map((one): Profile => {
    const profile = { ...one };
    learnProfile(profile, known.scale, ring.slice(0, cut), t - ring.length);
    return profile;
  });
  const [best] = seen
    .filter(({ n, period }) => n >= rounds * period)
    .toSorted((one, other) => one.variance - other.variance);
  if (!best || best.variance > alikeProfile * season.variance) return undefined;
  const active = season.active.filter(
    (j) => best.period % (periods[j] as number) > 0 && (periods[j] as number) < shortest
  );
  const kept = (all: readonly number[]): number[] => all.map((x, j) => (active.includes(j) ? x : 0));
  return {
    season: { active, cos: kept(season.cos), sin: kept(season.sin), profile: { ...best, mean: 0 } },
    level: best.mean,
    variance: best.variance,
  };
}

/** Whether the other day makes the newest values usual; it is taken then. */
function explains(state: LevelShiftState, known: Known, { cut, values }: Begun, other: Other): boolean {
  const { season } = known;
  const { active, cos, sin, profile } = season;
  const { ring, center, older, sums } = state;
  Object.assign(season, other.season);
  const left = withoutSeason(state, known);
  const size = medianOf(values.slice(cut)) - center;
  const isBack = Math.abs(medianOf(left.slice(cut)) - other.level) <= explained * Math.abs(size);
  state.center = medianOf(left);
  state.older = { n: 0, sum: 0 };
  score(state, known);
  const { squared } = strongest(state, known);
  if (!isBack || squared > state.limit ** 2) {
    Object.assign(season, { active, cos, sin, profile });
    if (!profile) delete season.profile;
    Object.assign(state, { center, older, sums });
    return false;
  }
  season.mean = state.center;
  season.variance = other.variance;
  state.statistic = Number(Math.sqrt(squared).toPrecision(6));
  state.recenterAt = ring.length < ringSize / 2 ? 2 * ring.length : 0;
  if (state.recenterAt === 0) delete state.renewed;
  // Shape and correlation were those of a day that stayed in.
  state.taught = provisional;
  return true;
}
