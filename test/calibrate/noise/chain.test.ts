import { describe, expect, it } from 'vitest';
import { chainOf } from '../../../src/calibrate/noise/chain.ts';
import { createRng, type Rng } from '../../../src/stats/rng.ts';

/** Bits that stay as they are with that probability, and are drawn anew otherwise. */
function bits(rng: Rng, count: number, stays: number, chance = 0.1): Float64Array {
  let bit = Number(rng.uniform() < chance);
  return Float64Array.from({ length: count }, () => {
    if (rng.uniform() >= stays) bit = Number(rng.uniform() < chance);
    return bit;
  });
}

/** How often a 1 is followed by that many 1s and a 0 after it; index 0 is a single 1. */
function runs(values: Float64Array): number[] {
  const lengths = [0, 0, 0, 0];
  let length = 0;
  for (const x of values) {
    if (x === 1) length += 1;
    else if (length > 0) {
      lengths[Math.min(3, length - 1)]! += 1;
      length = 0;
    }
  }
  const all = lengths.reduce((sum, n) => sum + n, 0);
  return lengths.map((n) => n / all);
}

const chainsOf = (n: number, draw: (rng: Rng) => Float64Array): ReturnType<typeof chainOf>[] =>
  Array.from({ length: 20 }, (_, seed) => chainOf(draw(createRng(n + seed))));

describe('chainOf', () => {
  it.each([
    [300, 0, 0],
    [1_000, 0, 0],
    [5_000, 0, 0],
    [1_000, 0.6, 1],
    [5_000, 0.6, 1],
  ])('sees in %s bits that stay with chance %s an order of %s', (n, stays, order) => {
    const chains = chainsOf(n, (rng) => bits(rng, n, stays));
    expect(chains.filter((chain) => chain?.order === order).length).toBeGreaterThanOrEqual(18);
  });

  it('keeps the lengths of runs', () => {
    const drawn = chainOf(bits(createRng(1), 20_000, 0.6))!.draw(createRng(2), 50_000);
    const truth = runs(bits(createRng(3), 50_000, 0.6));
    // Of some 900 runs that it has learned from a share is known to 0.017.
    runs(drawn).forEach((share, k) => expect(Math.abs(share - truth[k]!)).toBeLessThan(0.05));
    expect(drawn.reduce((sum, x) => sum + x, 0) / 50_000).toBeCloseTo(0.1, 1);
  });

  it('takes an order of three where errors come in threes', () => {
    const threes = (rng: Rng): Float64Array => {
      let left = 0;
      return Float64Array.from({ length: 5_000 }, () => {
        if (left > 0) left -= 1;
        else if (rng.uniform() < 0.05) left = 3;
        return Number(left > 0);
      });
    };
    const chain = chainOf(threes(createRng(4)))!;
    const [one, two, three] = runs(chain.draw(createRng(5), 20_000)) as [number, number, number];
    expect(three).toBeGreaterThan(0.85);
    expect(one + two).toBeLessThan(0.05);
  });

  it('draws several kinds at their shares', () => {
    const rng = createRng(6);
    const values = Float64Array.from({ length: 4_000 }, () => [0.5, 0.75, 1][rng.int(0, 2)]!);
    const drawn = chainOf(values)!.draw(createRng(7), 9_000);
    for (const kind of [0.5, 0.75, 1]) expect(drawn.filter((x) => x === kind).length / 9_000).toBeCloseTo(1 / 3, 1);
  });

  it.each([1_000, 5_000])('leaves %s bits alone whose rate itself goes up and down', (n) => {
    const chains = chainsOf(n, (rng) =>
      Float64Array.from({ length: n }, (_, i) =>
        Number(rng.uniform() < (Math.floor((8 * i) / n) % 2 === 0 ? 0.04 : 0.2))
      )
    );
    expect(chains.filter((chain) => chain === undefined).length).toBeGreaterThanOrEqual(18);
  });
});
