import { autoregression } from './autoregression.ts';
import { fitWaves, type Wave } from './waves.ts';
import { shapeOf } from './marginal/shape.ts';

/** A daily and weekly course: what to expect at a time, as a deviation from the mean. */
export interface Season {
  at(time: number): number;
  /** Periods that it has, for people: `day`, `week`. */
  periods: string[];
}

/**
 * Finds the daily and the weekly course of a metric: waves of the period and of its parts. All are fitted together;
 * those stay whose power is beyond what the noise that is left, an autoregression, has at their frequency. In a history
 * of noise a wave stays in one of a hundred (three where two rounds of a slow noise are all there is). `null` when
 * there is none, or when the history spans less than two periods.
 *
 * @param times  ascending
 * @param values deviations from their mean
 * @param stepMs from one value to the next
 */
export function findSeason(times: Float64Array, values: Float64Array, stepMs: number): Season | null {
  const span = values.length > 1 ? times[times.length - 1]! - times[0]! : 0;
  const possible = known.filter(({ ms }) => span >= leastRounds * ms - stepMs && ms >= 4 * stepMs);
  const speeds = possible.flatMap(({ ms, parts }) =>
    Array.from(
      { length: Math.min(parts, Math.floor(ms / stepMs / 2 - 0.5)) },
      (_, part) => (2 * Math.PI * (part + 1)) / ms
    )
  );
  const waves = beyondNoise(times, values, stepMs, speeds);
  if (waves.length === 0) return null;
  const kept = fitWaves(
    times,
    values,
    waves.map(({ speed }) => speed)
  );
  const periods = possible.filter(({ ms }) => waves.some(({ speed }) => isPartOf(speed, ms))).map(({ name }) => name);
  return { periods, at: (time) => kept.reduce((sum, wave) => sum + valueOf(wave, time), 0) };
}

/** Periods of which so little has been seen that a course of theirs could not be told from noise. */
export function unseenPeriods(spanMs: number, stepMs: number): string[] {
  return known.filter(({ ms }) => ms >= 4 * stepMs && spanMs < leastRounds * ms - stepMs).map(({ name }) => name);
}

/** The share of the values' variance that one wave of a day explains, season or not. */
export function swingOf(times: Float64Array, values: Float64Array): number {
  const waves = fitWaves(times, values, [(2 * Math.PI) / dayMs]);
  const rest = values.map((x, i) => x - waves.reduce((sum, wave) => sum + valueOf(wave, times[i]!), 0));
  const { sd } = shapeOf(values);
  return sd > 0 ? Math.max(0, 1 - (shapeOf(rest).sd / sd) ** 2) : 0;
}

// --- internal ---

const dayMs = 86_400_000;
const known = [
  { name: 'day', ms: dayMs, parts: 12 },
  // Its seventh wave is that of the day.
  { name: 'week', ms: 7 * dayMs, parts: 6 },
];

const leastRounds = 2;
/** Of a history of noise that any wave stays; the estimates of its spectrum need the reserve. */
const chance = 0.001;
/** Degrees of freedom that one round of a wave gives to the estimate of the noise at its frequency. */
const reserve = 6;

function beyondNoise(times: Float64Array, values: Float64Array, stepMs: number, speeds: readonly number[]): Wave[] {
  const n = values.length;
  if (speeds.length === 0 || n < 8 * speeds.length)
    return speeds.length > 1 ? fewer(times, values, stepMs, speeds) : [];
  const waves = fitWaves(times, values, speeds);
  const rest = values.map((x, i) => x - waves.reduce((sum, wave) => sum + valueOf(wave, times[i]!), 0));
  const { weights, residuals } = autoregression(rest);
  const free = Math.max(1, n - 2 * speeds.length - 2 * weights.length - 1);
  const variance = residuals.reduce((sum, e) => sum + e * e, 0) / free;
  const most = chance / speeds.length;
  const span = n * stepMs;
  return waves.filter(({ speed, cos, sin }) => {
    const noise = (4 * variance * gainOf(weights, speed * stepMs)) / n;
    // Few rounds tell little of slow noise.
    const known = Math.min(free, (reserve * span * speed) / (2 * Math.PI));
    // Of a wave of noise alone this is an F of 2 and so many degrees of freedom.
    const ratio = (cos * cos + sin * sin) / (noise || Number.MIN_VALUE);
    return (1 + ratio / (known / 2)) ** (-known / 2) < most;
  });
}

/** A short history can bear the first waves only. */
function fewer(times: Float64Array, values: Float64Array, stepMs: number, speeds: readonly number[]): Wave[] {
  return beyondNoise(times, values, stepMs, speeds.slice(0, Math.max(1, Math.floor(speeds.length / 2))));
}

/** How much the autoregression passes of a frequency, in power. */
function gainOf(weights: readonly number[], radians: number): number {
  let real = 1;
  let imaginary = 0;
  weights.forEach((w, j) => {
    real -= w * Math.cos(radians * (j + 1));
    imaginary += w * Math.sin(radians * (j + 1));
  });
  return 1 / Math.max(1e-12, real * real + imaginary * imaginary);
}

function isPartOf(speed: number, ms: number): boolean {
  const part = (speed * ms) / (2 * Math.PI);
  return Math.abs(part - Math.round(part)) < 1e-6 && (ms === dayMs || Math.round(part) % 7 !== 0);
}

function valueOf({ speed, cos, sin }: Wave, time: number): number {
  return cos * Math.cos(speed * time) + sin * Math.sin(speed * time);
}
