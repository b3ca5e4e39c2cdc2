import { frequencies, periods } from './periods.ts';
import type { Known, Season } from './state.ts';

/** What the seasons that are known add at time `t`, in units. */
export function seasonAt({ active, cos, sin }: Season, t: number): number {
  let sum = 0;
  for (const j of active) {
    const angle = (frequencies[j] as number) * t;
    sum += (cos[j] as number) * Math.cos(angle) + (sin[j] as number) * Math.sin(angle);
  }
  return sum;
}

/**
 * Folds values into the waves of all periods, the first of time `from`. Those that are taken out share one error, the
 * others are looked at one by one, in what those leave.
 */
export function learnSeason(season: Season, scale: number, values: readonly number[], from: number): void {
  const { active, cos, sin } = season;
  const isActive = periods.map((_, j) => active.includes(j));
  const clock = clockAt(from);
  values.forEach((y, i) => {
    const t = from + i;
    season.mean += clipped(scale, y - season.mean) / Math.min(t + 2, meanMemory);
    let known = 0;
    for (const j of active)
      known += (cos[j] as number) * (clock.cos[j] as number) + (sin[j] as number) * (clock.sin[j] as number);
    const left = clipped(scale, y - season.mean - known);
    season.variance += (left * left - season.variance) / Math.min(t + 30, 2 * memory);
    for (let j = 0; j < periods.length; j++) {
      const c = clock.cos[j] as number;
      const s = clock.sin[j] as number;
      const own = isActive[j] ? 0 : (cos[j] as number) * c + (sin[j] as number) * s;
      const gain = gainOf(j, t) * (left - own);
      cos[j] = (cos[j] as number) + gain * c;
      sin[j] = (sin[j] as number) + gain * s;
    }
    tick(clock);
  });
}

/**
 * Folds in what a level was that came at `from` and was gone at `to`: the waves were fed without it, as if it had come
 * to stay.
 *
 * @param size in units
 */
export function learnVisit(season: Season, scale: number, size: number, from: number, to: number): void {
  const left = clipped(scale, size);
  const clock = clockAt(from);
  for (let t = from; t < to; t++) {
    for (let j = 0; j < periods.length; j++) {
      if (season.active.includes(j)) continue;
      const gain = gainOf(j, to) * left;
      season.cos[j] = (season.cos[j] as number) + gain * (clock.cos[j] as number);
      season.sin[j] = (season.sin[j] as number) + gain * (clock.sin[j] as number);
    }
    tick(clock);
  }
}

/**
 * Takes a wave in or lets one go, one at a time: in when its power is twelve times that of noise with the neighbours'
 * correlation, at least two and a half rounds were seen and no wave like it is in. True when the list has changed.
 *
 * @param waits for a stronger wave that cannot be told from it yet, or of which too few rounds were seen
 */
export function chooseSeason({ season, covariances }: Known, t: number, waits: boolean): boolean {
  const r = Math.max(0, Math.min(0.97, (covariances[1] ?? 0) / (covariances[0] ?? 1)));
  const n = Math.min(t, memory);
  const strength = (j: number): number => {
    const power = (season.cos[j] as number) ** 2 + (season.sin[j] as number) ** 2;
    const colour = (1 - r * r) / (1 + r * r - 2 * r * Math.cos(frequencies[j] as number));
    return power / (((4 * season.variance) / n) * Math.max(1, colour) + Number.MIN_VALUE);
  };
  /** Cycles by which two waves have grown apart. */
  const grown = (i: number, j: number): number => Math.abs(1 / (periods[i] as number) - 1 / (periods[j] as number)) * n;
  const isOutshone = (j: number): boolean =>
    periods.some((other, i) => {
      const isOctave = t < rounds * other && other < 2.01 * (periods[j] as number);
      return i !== j && (isOctave || grown(i, j) < alike) && strength(i) > clearly * strength(j);
    });
  /** A wave that was taken for one like it leaves the more of that one the longer both are seen. */
  const isMistaken = (j: number): boolean =>
    periods.some(
      (other, i) =>
        !season.active.includes(i) &&
        t >= rounds * other &&
        grown(i, j) < apart &&
        strength(i) > Math.max(enters, surely * strength(j))
    );
  const kept = season.active.filter((j) => strength(j) >= leaves && !(waits && isMistaken(j)));
  let changed = kept.length < season.active.length;
  season.active = kept;
  let best = -1;
  periods.forEach((period, j) => {
    if (kept.includes(j) || t < rounds * period || strength(j) <= enters) return;
    if (kept.some((i) => grown(i, j) < apart)) return;
    if (waits && isOutshone(j)) return;
    if (best < 0 || strength(j) > strength(best)) best = j;
  });
  if (best >= 0) {
    season.active = [...kept, best];
    changed = true;
  }
  return changed;
}

// --- internal ---

/** Deviations at which a value is cut, so that one outlier makes no wave. */
const outlier = 4;
/** Values that a wave rests on; a long one on four rounds. */
const memory = 1000;
const meanMemory = 400;
/** Power over that of noise at which a wave is taken out, and below which it is let go. */
const enters = 12;
const leaves = 4;
/** Rounds that must have been seen. */
const rounds = 2.5;
/** Waves that have grown apart by fewer cycles look alike; so many times the power tells which it is. */
const alike = 1.2;
const clearly = 1.3;
/** The same that a wave which is out must have in what one like it leaves, to take its place. */
const surely = 1.5;
/** Cycles by which two waves must have grown apart. */
const apart = 3;

function clipped(scale: number, x: number): number {
  return Math.max(-outlier * scale, Math.min(outlier * scale, x));
}

function gainOf(j: number, t: number): number {
  return 2 / Math.min(t + 30, Math.max(memory, 4 * (periods[j] as number)));
}

/** Cosine and sine of every wave at some time. */
interface Clock {
  cos: Float64Array;
  sin: Float64Array;
}

function clockAt(t: number): Clock {
  return {
    cos: Float64Array.from(frequencies, (frequency) => Math.cos(frequency * t)),
    sin: Float64Array.from(frequencies, (frequency) => Math.sin(frequency * t)),
  };
}

const one = clockAt(1);

/** Turns every wave on to the next value: a tenth of the time that cosines take. */
function tick({ cos, sin }: Clock): void {
  for (let j = 0; j < periods.length; j++) {
    const c = cos[j] as number;
    const s = sin[j] as number;
    const c1 = one.cos[j] as number;
    const s1 = one.sin[j] as number;
    cos[j] = c * c1 - s * s1;
    sin[j] = s * c1 + c * s1;
  }
}
