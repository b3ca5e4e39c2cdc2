import { days, freshProfile, learnProfile, profileAt } from './profile.ts';
import { frequencies, periods } from './periods.ts';
import { learnSeason, seasonAt } from './season.ts';
import { medianOf, outlier } from './scores.ts';
import { straight } from './units.ts';
import { brief, type Day, type Known } from './state.ts';

/** Long waves of a day, as places in the list of periods: of fifteen, ten and five minutes a value. */
export const placesOfDay: readonly number[] = days.map((period) => periods.indexOf(period));

export function freshDay(): Day {
  const none = placesOfDay.map(() => 0);
  const sums = placesOfDay.flatMap(() => [prior, 0, prior]);
  const [cos, sin, meanCos, meanSin] = [[...none], [...none], [...none], [...none]];
  return { n: 0, mean: 0, variance: 0, cos, sin, meanCos, meanSin, sums, profiles: days.map(freshProfile) };
}

/** Folds neighbouring values into the seasons; `day` where the waves of a day are to see other ones. */
export function teachSeasons(
  { season, scale, hasFar }: Known,
  values: readonly number[],
  first: number,
  day: readonly number[] = values
): void {
  const { profile } = season;
  const own = values.map((y, i) => {
    const t = first + i;
    if (hasFar && Math.abs(y) > straight) return 0;
    learnSeason(season, scale, y, t);
    return profile ? y - season.mean - seasonAt(season, t) + profileAt(profile, t) : 0;
  });
  if (!season.day || values.length === 0) return;
  if (profile) learnProfile(profile, scale, own, first);
  learnDay(season.day, scale, day, first);
  season.day.profiles.forEach((one) => learnProfile(one, scale, day, first));
  briefDay(season.day);
}

/**
 * Folds neighbouring values into a day as if the level never changed, whatever alarms there were: a long wave that is
 * not known yet raises some every day, and hardly shows within the levels that those make of it. Recursive least
 * squares about a slow mean:
 *
 *     e = y - mean - w . d;   S += a d d';   w += a S^-1 d e;   d = x - mean of x;   a = n / (n + 1)
 *
 * Symbols: x cosine and sine of a wave at the time of y; n values so far. All waves share e.
 *
 * @param first time of the first of them
 * @see Ljung, L.; Soederstroem, T. (1983). Theory and practice of recursive identification. MIT Press, ch. 2.
 */
export function learnDay(day: Day, scale: number, values: readonly number[], first: number): void {
  if (day.n === 0) day.mean = medianOf(values);
  const reach = outlier * scale;
  const clip = (x: number): number => Math.max(-reach, Math.min(reach, x));
  const count = placesOfDay.length;
  // Of each wave: cosine and sine, less their means.
  const cosines = placesOfDay.map(() => 0);
  const sines = placesOfDay.map(() => 0);
  values.forEach((y, i) => {
    const gain = 1 / Math.min(day.n + 1, meanMemory);
    const weight = 1 - gain;
    let fitted = 0;
    for (let k = 0; k < count; k++) {
      const angle = (frequencies[placesOfDay[k] as number] as number) * (first + i);
      const c = Math.cos(angle) - (day.meanCos[k] as number);
      const s = Math.sin(angle) - (day.meanSin[k] as number);
      cosines[k] = c;
      sines[k] = s;
      if (weight > 0) fitted += (day.cos[k] as number) * c + (day.sin[k] as number) * s;
    }
    const left = clip(y - day.mean - fitted);
    if (weight > 0) day.variance += (weight * left * left - day.variance) / Math.min(day.n, varianceMemory);
    day.mean += gain * (fitted + left);
    for (let k = 0; k < count; k++) {
      const c = cosines[k] as number;
      const s = sines[k] as number;
      if (weight > 0) learnWave(day, k, [c, s], weight, left);
      day.meanCos[k] = (day.meanCos[k] as number) + gain * c;
      day.meanSin[k] = (day.meanSin[k] as number) + gain * s;
    }
    day.n = Math.min(day.n + 1, memory);
  });
}

/** Power of one of the waves, times the values that it rests on. */
export function powerInDay({ cos, sin, sums }: Day, k: number): number {
  const [c, s] = [cos[k] as number, sin[k] as number];
  const [a = 0, b = 0, d = 0] = sums.slice(3 * k, 3 * k + 3);
  return 2 * (a * c * c + 2 * b * c * s + d * s * s);
}

/** The level that values had so far, if the waves are those of `other`. */
export function levelOf({ mean, meanCos, meanSin }: Day, other: Day): number {
  return placesOfDay.reduce(
    (level, _, k) =>
      level - (other.cos[k] as number) * (meanCos[k] as number) - (other.sin[k] as number) * (meanSin[k] as number),
    mean
  );
}

// --- internal ---

/** Cosine and sine, less their means. */
type Wave = [number, number];

const meanMemory = 400;
const varianceMemory = 288;
/** Values that a wave rests on at most. */
const memory = 1200;
/** Sum of squares of each wave before the first value. */
const prior = 3;

function learnWave({ cos, sin, sums }: Day, k: number, [c, s]: Wave, weight: number, left: number): void {
  const at = 3 * k;
  const all = (sums[at] as number) + (sums[at + 2] as number);
  const keeps = Math.min(1, memory / all);
  const a = keeps * (sums[at] as number) + weight * c * c;
  const b = keeps * (sums[at + 1] as number) + weight * c * s;
  const d = keeps * (sums[at + 2] as number) + weight * s * s;
  sums[at] = a;
  sums[at + 1] = b;
  sums[at + 2] = d;
  const step = (weight * left) / (a * d - b * b);
  cos[k] = (cos[k] as number) + step * (d * c - b * s);
  sin[k] = (sin[k] as number) + step * (a * s - b * c);
}

function briefDay(day: Day): void {
  for (const name of ['cos', 'sin', 'meanCos', 'meanSin', 'sums'] as const) day[name] = day[name].map((x) => brief(x));
  day.mean = brief(day.mean, 6);
  day.variance = brief(day.variance);
}
