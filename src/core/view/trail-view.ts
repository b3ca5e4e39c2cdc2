import { bucketsOf, type Trail } from '../state-parts/trail.ts';
import type { Step } from './knowledge-texts.ts';
import type { TrailView } from '../wire/answers.ts';

/** A trail as columns; buckets without observations are left out. */
export function trailView(trail: Trail, average: number): TrailView {
  const { from, every } = trail;
  const filled = bucketsOf(trail, average).flatMap((bucket, i) =>
    bucket.n === 0 ? [] : [{ ...bucket, at: from + i * every }]
  );
  return {
    everyMs: every,
    at: filled.map(({ at }) => at),
    count: filled.map(({ n }) => n),
    mean: filled.map(({ mean }) => mean),
    min: filled.map(({ min }) => min),
    max: filled.map(({ max }) => max),
    average: filled.map(({ average: end }) => end),
  };
}
/**
 * The time from one value to the next where the stream was there: gaps, which lengthen the mean, are in few buckets.
 * `undefined` for a stream that is too young, or of which a gap is all that is known.
 *
 * @param meanMs the mean time with all gaps, for values that come now and then
 */
export function stepOfTrail(trail: Trail, average: number, meanMs: number | null): Step | undefined {
  // The open bucket is not over, and the first value stands at the beginning of the first.
  const counts = bucketsOf(trail, average)
    .slice(0, -1)
    .map(({ n }) => n)
    .filter((n) => n > 0);
  if (counts.length < fewestBuckets) return undefined;
  const all = counts.reduce((sum, n) => sum + n, 0);
  let below = 0;
  const usual = counts.toSorted((a, b) => a - b).find((n) => (below += n) >= all / 2)!;
  const even = counts.filter((n) => Math.abs(n - usual) <= Math.max(1, usual / 4));
  const inEven = even.reduce((sum, n) => sum + n, 0);
  if (inEven >= leastEven * all) return { ms: (even.length * trail.every) / inEven, isEven: true };
  return meanMs === null ? undefined : { ms: meanMs, isEven: false };
}

// --- internal ---

const fewestBuckets = 4;
/** Share of the values that lie in buckets of about the usual number, where they come evenly. */
const leastEven = 0.75;
