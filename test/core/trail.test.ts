import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToTrail, bucketsOf, newTrail, type Trail } from '../../src/core/state-parts/trail.ts';

const minuteMs = 60_000;

/** A trail with the moving average that a stream would have. */
function trailOf(observations: readonly (readonly [at: number, x: number])[]): { trail: Trail; average: number } {
  const trail = newTrail(observations[0]?.[0] ?? 0);
  let average = 0;
  observations.forEach(([at, x], i) => {
    addToTrail(trail, at, x, average);
    average = i === 0 ? x : 0.8 * average + 0.2 * x;
  });
  return { trail, average };
}

describe('a lifelong trail', () => {
  it('keeps count, mean, lowest, highest and the average at the end of each bucket', () => {
    const { trail, average } = trailOf([
      [0, 1],
      [500, 3],
      [1_000, 5],
    ]);
    expect(bucketsOf(trail, average)).toEqual([
      { n: 2, mean: 2, min: 1, max: 3, average: expect.closeTo(1.4, 3) },
      { n: 1, mean: 5, min: 5, max: 5, average },
    ]);
  });

  it('halves its resolution when its buckets are full, and never has more than 40', () => {
    const { trail, average } = trailOf(Array.from({ length: 41 }, (_, i) => [i * 1_000, i] as const));
    const buckets = bucketsOf(trail, average);
    expect(trail.every).toBe(2_000);
    expect(buckets).toHaveLength(21);
    expect(buckets[0]).toMatchObject({ n: 2, min: 0, max: 1 });
  });

  it('leaves a gap where nothing came', () => {
    const { trail, average } = trailOf([
      [0, 1],
      [5_000, 2],
    ]);
    expect(bucketsOf(trail, average).map(({ n }) => n)).toEqual([1, 0, 0, 0, 0, 1]);
  });

  it('puts a late observation into the bucket of its time, and one of before its beginning into the first', () => {
    const { trail, average } = trailOf([
      [0, 1],
      [3_000, 1],
      [1_200, 9],
      [-50, 7],
    ]);
    expect(bucketsOf(trail, average)).toMatchObject([{ n: 2, max: 7 }, { n: 1, mean: 9 }, { n: 0 }, { n: 1 }]);
  });

  it('loses no observation and no extreme, in at most 1 KiB of JSON, whatever comes', () => {
    // The core knows no minus zero.
    const value = fc.double({ min: -1e100, max: 1e100, noNaN: true }).map((x) => x + 0);
    const time = fc.integer({ min: -8.64e15, max: 8.64e15 });
    fc.assert(
      fc.property(fc.array(fc.tuple(time, value), { minLength: 1, maxLength: 120 }), (observations) => {
        const { trail, average } = trailOf(observations);
        expect(JSON.parse(JSON.stringify(trail))).toEqual(trail);
        expect(JSON.stringify({ trail }).length).toBeLessThanOrEqual(1_024);
        const buckets = bucketsOf(trail, average).filter(({ n }) => n > 0);
        expect(buckets.length).toBeLessThanOrEqual(40);
        expect(buckets.reduce((sum, { n }) => sum + n, 0)).toBe(observations.length);
        const values = observations.map(([, x]) => x);
        expectNear(Math.min(...buckets.map(({ min }) => min)), Math.min(...values));
        expectNear(Math.max(...buckets.map(({ max }) => max)), Math.max(...values));
      })
    );
  });

  it('keeps four significant digits of a mean over years of minutes', () => {
    const { trail, average } = trailOf(
      Array.from({ length: 100_000 }, (_, i) => [i * minuteMs, 0.9 + 0.05 * Math.sin(i / 5_000)] as const)
    );
    const buckets = bucketsOf(trail, average);
    const mean = buckets.reduce((sum, one) => sum + one.n * one.mean, 0) / 100_000;
    let exact = 0;
    for (let i = 0; i < 100_000; i++) exact += (0.9 + 0.05 * Math.sin(i / 5_000)) / 100_000;
    expect(mean).toBeCloseTo(exact, 3);
  });
});

function expectNear(a: number, b: number): void {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-3 * Math.max(Math.abs(a), Math.abs(b)) + 1e-150);
}
