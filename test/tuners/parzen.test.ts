import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/stats/rng.ts';
import { fromUnit } from '../../src/tuners/dimension.ts';
import { parzen, type Point } from '../../src/tuners/parzen.ts';
import type { Dimension } from '../../src/tuners/tuner.ts';

const line = { type: 'float', low: -2, high: 6 } as const;
const cells = { type: 'int', low: 1, high: 40, log: true } as const;
const names = { type: 'choice', values: ['a', 'b', 'c'] } as const;

function ints(density: (point: Point) => number): number[] {
  return Array.from({ length: 40 }, (_, i) => Math.exp(density([i + 1])));
}

describe('parzen', () => {
  it('the density of a float integrates to the same number whatever was observed', () => {
    const integral = (observed: number[]): number => {
      const density = parzen(
        [line],
        observed.map((x) => [x])
      );
      const steps = 4000;
      let sum = 0;
      for (let i = 0; i < steps; i++) sum += Math.exp(density.logDensity([fromUnit(line, (i + 0.5) / steps)])) / steps;
      return sum;
    };
    const reference = integral([]);
    expect(integral([1])).toBeCloseTo(reference, 4);
    expect(integral([-2, 6, 0.1, 0.11, 0.12])).toBeCloseTo(reference, 4);
    expect(integral(Array.from({ length: 150 }, (_, i) => (i % 13) / 3))).toBeCloseTo(reference, 4);
  });

  it('the probabilities of an int add up to 1, within what narrow cells are rounded', () => {
    for (const observed of [[], [1], [40, 40, 3], Array.from({ length: 120 }, (_, i) => 1 + (i % 20))]) {
      const density = parzen(
        [cells],
        observed.map((x) => [x])
      );
      const total = ints((point) => density.logDensity(point)).reduce((sum, mass) => sum + mass, 0);
      expect(Math.abs(total - 1)).toBeLessThan(0.01);
    }
  });

  it('the probabilities of a choice add up to 1 and favour what was observed', () => {
    const density = parzen([{ ...names, values: [...names.values] }], [['b'], ['b'], ['a']]);
    const [a, b, c] = names.values.map((value) => Math.exp(density.logDensity([value])));
    expect(a! + b! + c!).toBeCloseTo(1, 12);
    expect(b!).toBeGreaterThan(a!);
    expect(a!).toBeGreaterThan(c!);
  });

  it('samples follow the density', () => {
    const density = parzen([cells], [[4], [5], [30]]);
    const rng = createRng(6);
    const counts = Array.from({ length: 40 }, () => 0);
    for (let i = 0; i < 20_000; i++) counts[(density.sample(rng)[0] as number) - 1]! += 1;
    for (const [i, mass] of ints((point) => density.logDensity(point)).entries())
      expect(Math.abs(counts[i]! / 20_000 - mass)).toBeLessThan(0.015);
  });

  it('values that were observed together are more likely together', () => {
    const dimensions: Dimension[] = [line, line];
    const density = parzen(dimensions, [
      [-1.5, -1.5],
      [-1.4, -1.6],
      [5, 5],
      [5.2, 5.1],
    ]);
    expect(density.logDensity([5, 5])).toBeGreaterThan(density.logDensity([5, -1.5]) + 1);
  });
});
