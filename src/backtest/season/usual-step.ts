import type { History } from '../history.ts';

/**
 * The median time from one value of a stream to the next, of its first ones; late values and those of one time aside.
 * `undefined` for a stream of less than two.
 *
 * @param series as in `Stream`
 */
export function usualStep({ streams, stream, at, size }: History, series: number): number | undefined {
  const steps: number[] = [];
  let last = Number.NaN;
  for (let i = 0; i < size && steps.length < enough; i++) {
    if (streams[stream[i]!]!.series !== series) continue;
    // A late one does not make the next one's step longer.
    if (at[i]! <= last) continue;
    if (!Number.isNaN(last)) steps.push(at[i]! - last);
    last = at[i]!;
  }
  return steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)];
}

// --- internal ---

/** More would not move a median. */
const enough = 10_000;
