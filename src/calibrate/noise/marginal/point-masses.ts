import { normalCdf } from '../../../stats/normal.ts';

/** A value that comes up many times. */
export interface Heap {
  count: number;
  /** The middles between it and the next smaller and larger value. */
  from: number;
  to: number;
}

/** Values that are the same so often that it is no chance of rounding alone. */
export function heapsOf(noise: Float64Array): Heap[] {
  const sorted = noise.toSorted();
  const heaps: Heap[] = [];
  let start = 0;
  for (let i = 1; i <= sorted.length; i++) {
    if (sorted[i] === sorted[start]) continue;
    const value = sorted[start]!;
    const from = start === 0 ? -Infinity : (sorted[start - 1]! + value) / 2;
    const to = i === sorted.length ? Infinity : (value + sorted[i]!) / 2;
    if (i - start >= fewest) heaps.push({ count: i - start, from, to });
    start = i;
  }
  return heaps;
}

/**
 * Whether a value comes up far more often than a distribution without point masses says of the room around it: half of
 * all values are exactly 0, say. Of rounded values the room is a step wide, and holds as many as come up.
 *
 * @param n       values in all
 * @param scoreOf the normal score of a value, in that distribution
 */
export function hasPointMass(heaps: readonly Heap[], n: number, scoreOf: (x: number) => number): boolean {
  return heaps.some(({ count, from, to }) => {
    const chance = upTo(to) - upTo(from);
    return count - n * chance > mostAway * Math.sqrt(n * chance * (1 - chance) + 1);
  });

  function upTo(x: number): number {
    return Number.isFinite(x) ? normalCdf(scoreOf(x)) : Number(x > 0);
  }
}

// --- internal ---

const fewest = 8;
/** In standard deviations: there are up to a thousand values that could be it. */
const mostAway = 5;
