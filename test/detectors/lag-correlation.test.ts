import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRng } from '../../src/stats/rng.ts';
import { addToLagged, lagCorrelation, restartLagged, type Lagged } from '../../src/detectors/lag-correlation.ts';

function lagged(values: readonly number[]): Lagged {
  const state: Lagged = { n: 0, mean: 0, squares: 0, first: 0, previous: 0, products: 0 };
  for (const x of values) addToLagged(state, x);
  return state;
}

function ar1(phi: number, n: number, seed: number): number[] {
  const rng = createRng(seed);
  let x = rng.normal();
  return Array.from({ length: n }, () => (x = phi * x + Math.sqrt(1 - phi * phi) * rng.normal()));
}

test('it is the two-pass estimate, corrected for its bias', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: -1000, max: 1000, noNaN: true }), (seed, offset) => {
      const values = ar1(0.7, 60, seed).map((x) => x + offset);
      const mean = values.reduce((sum, x) => sum + x, 0) / 60;
      const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
      const products = values.slice(1).reduce((sum, x, i) => sum + (x - mean) * (values[i]! - mean), 0);
      const rho = ((60 * products) / squares + 1) / 56;
      const expected = rho > 2 / Math.sqrt(60) ? Math.min(rho, 0.9) : 0;
      expect(lagCorrelation(lagged(values))).toBeCloseTo(expected, 8);
    })
  );
});

test('it finds the correlation of a long AR(1) series, and none where there is none', () => {
  expect(lagCorrelation(lagged(ar1(0.6, 20_000, 1)))).toBeCloseTo(0.6, 1);
  expect(lagCorrelation(lagged(ar1(0, 200, 1)))).toBe(0);
  expect(lagCorrelation(lagged(ar1(-0.6, 200, 1)))).toBe(0);
});

test('a constant series has none', () => {
  expect(lagCorrelation(lagged(Array.from({ length: 50 }, () => 3)))).toBe(0);
});

test('a restart leaves nothing behind', () => {
  const state = lagged([1, 2, 3]);
  restartLagged(state);
  expect(state).toEqual({ n: 0, mean: 0, squares: 0, first: 0, previous: 0, products: 0 });
});
