import { expect, it } from 'vitest';
import { ks } from '../../../src/detectors/two-sample/ks.ts';

/** scipy 1.17.1: `ks_2samp(a, b, method='asymp')` with a = 0..n-1 and b = a + 0.3 n + 0.5, whose n m / (n + m) ends in .5 */
it.each([
  [5, 0.4, 0.82],
  [25, 0.32, 0.13617563621172535],
  [33, 1 / 3, 0.043642945025770374],
])('rounds the effective size of two samples of %d as scipy does, a half to the even number', (n, statistic, p) => {
  const a = Array.from({ length: n }, (_, i) => i);
  const b = a.map((x) => x + 0.3 * n + 0.5);
  const result = ks.run(a, b, { alpha: 0.05, method: 'asymptotic' });
  expect(result.statistic).toBeCloseTo(statistic, 12);
  expect(result.pValue! / p).toBeCloseTo(1, 9);
});
