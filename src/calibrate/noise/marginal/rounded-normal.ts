import { autocovariances } from '../autoregression.ts';
import { fits, type Cells } from './cells.ts';
import { normalCdf } from '../../../stats/normal.ts';
import type { Grid } from '../grid.ts';

/**
 * By how much to shrink noise before it is rounded to a grid: rounding gives a variance of its own, which that of the
 * rounded values has in it already.
 *
 * @param step of the grid
 * @param sd   of the rounded values
 * @see Sheppard, W. F. (1898). On the calculation of the most probable values of frequency-constants, for data arranged
 *   according to equidistant division of a scale. Proceedings of the London Mathematical Society 29, 353-380.
 */
export function shrinkFor(step: number, sd: number): number {
  return Math.sqrt(Math.max(0.1, 1 - (step / sd) ** 2 / 12));
}

/** Whether values of a few kinds may be normal ones, rounded to a grid: there are more kinds then than were seen. */
export function isRoundedNormal(values: Float64Array, { step, placeOf }: Grid): boolean {
  if (step === 0) return false;
  const places = values.map((x) => placeOf(x) + margin);
  const largest = places.reduce((most, k) => Math.max(most, k), 0);
  // Between values that are nearly the same the step is no step of a grid.
  if (largest > mostPlaces) return false;
  const mean = places.reduce((sum, k) => sum + k, 0) / places.length;
  const deviations = places.map((k) => k - mean);
  const [variance, ...covariances] = autocovariances(deviations, lags) as [number, ...number[]];
  const sd = Math.sqrt(variance);
  const upTo = (place: number): number => normalCdf((place - mean) / (sd * shrinkFor(1, sd)));
  const of = new Float64Array(2 * margin + largest).map((_, k) => upTo(k + 0.5) - upTo(k - 0.5));
  const counts = new Float64Array(largest + 1);
  for (const k of places) counts[k]! += 1;
  // Values that are like their neighbours say less.
  const alike = covariances.findIndex((one) => one < (2 * variance) / Math.sqrt(values.length));
  const repeats =
    1 + (2 / variance) * covariances.slice(0, alike < 0 ? lags : alike).reduce((sum, one) => sum + one, 0);
  const cells: Cells = { first: 0, of };
  return fits(
    Array.from(counts, (count) => count / repeats),
    cells,
    values.length / repeats,
    2
  );
}

// --- internal ---

/** Places below the smallest value, and above the largest. */
const margin = 20;
/** More than values of a few kinds can be spread over. */
const mostPlaces = 100_000;
const lags = 50;
