import * as fc from 'fast-check';
import { mean, variance } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { createRng, permuted } from '../../src/stats/rng.ts';

const whole = fc.integer({ min: -(2 ** 52), max: 2 ** 52 });

describe('createRng', () => {
  it('the same seed and stream give the same numbers', () => {
    fc.assert(
      fc.property(whole, whole, (seed, stream) => {
        const numbers = (): number[] => {
          const rng = createRng(seed, stream);
          return [rng.uniform(), rng.normal(), rng.int(0, 99), rng.uniform()];
        };
        expect(numbers()).toEqual(numbers());
      })
    );
  });

  it('uniform numbers fill [0, 1) evenly', () => {
    const rng = createRng(1);
    const bins = Array.from({ length: 20 }, () => 0);
    for (let i = 0; i < 20_000; i++) bins[Math.floor(rng.uniform() * 20)]! += 1;
    const chiSquare = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 19 degrees of freedom: 43.8 is the 99.9 % point.
    expect(chiSquare).toBeLessThan(43.8);
  });

  it('normal numbers have mean 0, variance 1 and the tails of a normal distribution', () => {
    const rng = createRng(2);
    const sample = Array.from({ length: 20_000 }, () => rng.normal());
    expect(Math.abs(mean(sample))).toBeLessThan(0.025);
    expect(Math.abs(variance(sample) - 1)).toBeLessThan(0.04);
    const beyondTwo = sample.filter((x) => Math.abs(x) > 2).length / sample.length;
    expect(beyondTwo).toBeGreaterThan(0.04);
    expect(beyondTwo).toBeLessThan(0.051);
  });

  it('neighbouring streams of one seed are uncorrelated', () => {
    const first = Array.from({ length: 5000 }, (_, stream) => createRng(9, stream).uniform() - 0.5);
    const products = first.slice(1).map((x, i) => x * first[i]!);
    // The standard error of this mean is (1/12) / sqrt(5000) = 0.0012.
    expect(Math.abs(mean(products))).toBeLessThan(0.005);
  });

  it('neighbouring seeds, also beyond 32 bits, give different numbers', () => {
    const seeds = [0, 1, -1, 2 ** 32, 2 ** 32 + 1, 2 ** 52];
    expect(new Set(seeds.map((seed) => createRng(seed).uniform())).size).toBe(seeds.length);
  });

  it('int reaches both ends and nothing beyond', () => {
    const rng = createRng(3);
    const seen = new Set(Array.from({ length: 500 }, () => rng.int(-2, 3)));
    expect([...seen].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3]);
  });

  it('shuffle keeps the items, leaves its input alone and favours no order', () => {
    const counts = new Map<string, number>();
    const items = Object.freeze(['a', 'b', 'c']);
    for (let seed = 0; seed < 6000; seed++) {
      const order = createRng(seed).shuffle(items).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});

describe('permuted', () => {
  it('every position is taken exactly once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), whole, (size, seed) => {
        const positions = new Set(Array.from({ length: size }, (_, index) => permuted(index, size, seed)));
        expect(positions.size).toBe(size);
        expect(Math.max(...positions)).toBe(size - 1);
      })
    );
  });

  it('a size near 2^53 stays exact', () => {
    const size = 2 ** 53 - 1;
    const positions = Array.from({ length: 1000 }, (_, index) => permuted(index, size, 5));
    expect(new Set(positions).size).toBe(1000);
    expect(positions.every((position) => Number.isSafeInteger(position) && position < size)).toBe(true);
  });

  it('the seed changes the order', () => {
    const order = (seed: number): number[] => Array.from({ length: 50 }, (_, index) => permuted(index, 50, seed));
    expect(order(1)).not.toEqual(order(2));
  });
});
