import { bucketsOf, type Trail } from '../state-parts/trail.ts';
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
