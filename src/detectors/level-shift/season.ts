import { frequencies, periods } from './periods.ts';
import { brief, type Known, type Season, type Week } from './state.ts';
import { profileAt } from './profile.ts';
import { outlier } from './scores.ts';
import { weekAt } from './week.ts';

/** What the seasons that are known add at time `t`, in units. */
export function seasonAt({ active, cos, sin, week, profile }: Season, t: number): number {
  let sum = weekAt(week, t) + (profile ? profileAt(profile, t) : 0);
  for (const j of active) {
    const angle = (frequencies[j] as number) * t;
    sum += (cos[j] as number) * Math.cos(angle) + (sin[j] as number) * Math.sin(angle);
  }
  return sum;
}

/**
 * Folds one value into the waves of all periods. Those that are taken out share one error, the others are looked at one
 * by one, in what those leave.
 */
export function learnSeason(season: Season, scale: number, y: number, t: number): void {
  const clip = (x: number): number => Math.max(-outlier * scale, Math.min(outlier * scale, x));
  const { week, profile } = season;
  const visit = weekAt(week, t);
  const ofDay = profile ? profileAt(profile, t) : 0;
  season.mean += clip(y - visit - ofDay - season.mean) / Math.min(t + 2, meanMemory);
  const left = clip(y - season.mean - seasonAt(season, t));
  if (week && visit !== 0) {
    week.n = Math.min(week.n + 1, memory);
    week.size = brief(week.size + left / week.n, 6);
  }
  season.variance += (left * left - season.variance) / Math.min(t + 30, 2 * memory);
  const { active, cos, sin } = season;
  for (let j = 0; j < memories.length; j++) {
    const gain = 2 / Math.min(t + 30, memories[j] as number);
    const angle = (frequencies[j] as number) * t;
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    const own = active.length > 0 && active.includes(j) ? 0 : (cos[j] as number) * c + (sin[j] as number) * s;
    cos[j] = (cos[j] as number) + gain * (left - own) * c;
    sin[j] = (sin[j] as number) + gain * (left - own) * s;
  }
}

/** Digits of the waves that are worth their bytes, and of what goes with them where `all`. */
export function briefSeason(season: Season, all: boolean): void {
  season.cos = season.cos.map((x) => brief(x, 6));
  season.sin = season.sin.map((x) => brief(x, 6));
  if (!all) return;
  season.mean = brief(season.mean, 8);
  season.variance = brief(season.variance, 6);
}

/** The waves begin anew that were taken for a week; those of a day stay. */
export function takeWeek(season: Season, week: Week, usual: number): void {
  season.week = week;
  season.mean = usual;
  if (season.profile?.period !== week.period / 7) delete season.profile;
  const isOfDay = (j: number): boolean => (week.period / 7) % (periods[j] as number) === 0;
  season.active = season.active.filter(isOfDay);
  season.cos = season.cos.map((x, j) => (isOfDay(j) ? x : 0));
  season.sin = season.sin.map((x, j) => (isOfDay(j) ? x : 0));
}

/**
 * Takes a wave in or lets one go, one at a time: in when its power is twelve times that of noise with the neighbours'
 * correlation, at least two and a half rounds were seen and no wave like it is in. True when the list has changed.
 *
 * @param closer whether waves of which one goes into the other a whole number of times may be nearer to each other
 */
export function chooseSeason(known: Known, t: number, closer: boolean | undefined): boolean {
  const { season } = known;
  const n = Math.min(t, memory);
  const strength = (j: number): number => {
    const power = (season.cos[j] as number) ** 2 + (season.sin[j] as number) ** 2;
    return power / (((4 * season.variance) / n) * colourOf(known, j) + Number.MIN_VALUE);
  };
  const kept = season.active.filter((j) => strength(j) >= leaves);
  let changed = kept.length < season.active.length;
  season.active = kept;
  let best = -1;
  periods.forEach((period, j) => {
    if (kept.includes(j) || t < rounds * period || strength(j) <= enters) return;
    if (kept.some((i) => isLike(periods[i] as number, period, n, closer))) return;
    if (best < 0 || strength(j) > strength(best)) best = j;
  });
  if (best >= 0) {
    season.active = [...kept, best];
    changed = true;
  }
  return changed;
}

/** Whether a wave of such a power, times the values it rests on, is one that `chooseSeason` would take in. */
export function isStrong(known: Known, j: number, power: number, variance: number): boolean {
  return power > enters * 4 * variance * colourOf(known, j);
}

/** Rounds that must have been seen. */
export const rounds = 2.5;

// --- internal ---

/** Values that a wave rests on; a long one on four rounds. */
const memory = 1000;
const memories = periods.map((period) => Math.max(memory, 4 * period));
const meanMemory = 400;
/** Power over that of noise at which a wave is taken out, and below which it is let go. */
const enters = 12;
const leaves = 4;
/**
 * Cycles by which two waves must have grown apart, and those where one goes into the other, as half a week into a week:
 * over whole rounds they are independent.
 */
const apart = 3;
const apartWithin = 2.5;

function isLike(a: number, b: number, n: number, closer: boolean | undefined): boolean {
  const times = Math.max(a, b) / Math.min(a, b);
  const isWithin = closer && Math.abs(times - Math.round(times)) < 1e-9;
  return Math.abs(1 / a - 1 / b) * n < (isWithin ? apartWithin : apart);
}

/** How many times the power of independent noise the noise has at a wave, by the correlation of neighbours. */
function colourOf({ covariances }: Known, j: number): number {
  const r = Math.max(0, Math.min(0.97, (covariances[1] ?? 0) / (covariances[0] ?? 1)));
  return Math.max(1, (1 - r * r) / (1 + r * r - 2 * r * Math.cos(frequencies[j] as number)));
}
