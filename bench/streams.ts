import { createRng } from '../src/stats/rng.ts';
import type { Observation } from '../src/client/publish/observation.ts';

/** When every stream of the benchmark begins. */
export const startAt = Date.UTC(2026, 0, 5);

/** An accuracy that stays in control: full-precision doubles around 0.93. */
export function steadyValues(seed: number, count: number): number[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => 0.93 + 0.01 * rng.normal());
}

export interface ObservationOptions {
  metric?: string;
  /** Digits after the point; absent: every bit of a double. */
  digits?: number;
  /** Whole milliseconds between observations; absent: at random times, 250 ms apart on average. */
  everyMs?: number;
}

/** What a service that scores its predictions would record. */
export function observations(seed: number, count: number, options: ObservationOptions = {}): Observation[] {
  const { metric = 'accuracy', digits, everyMs } = options;
  const rng = createRng(seed, 1);
  let at = startAt;
  return steadyValues(seed, count).map((raw) => {
    const value = digits === undefined ? raw : Number(raw.toFixed(digits));
    // Exponential gaps: what independent requests look like.
    at += everyMs ?? Math.round(-250 * Math.log(1 - rng.uniform()));
    return { metric, value, at, segment: undefined, version: undefined };
  });
}
