import { expect, test } from 'vitest';
import { createRng } from '../../src/stats/rng.ts';
import { hypergeometric } from '../../src/stats/hypergeometric.ts';

test.each([
  [50, 20, 10],
  [2_000_000, 700_000, 1_000_000],
  [10, 10, 4],
  [10, 3, 9],
])('of %d values, %d of them marked, %d draws hold as many marked ones as they should', (total, marked, draws) => {
  const rng = createRng(3);
  const counts = Array.from({ length: 4_000 }, () => hypergeometric(total, marked, draws, rng.uniform()));
  const share = marked / total;
  const variance = (draws * share * (1 - share) * (total - draws)) / Math.max(1, total - 1);
  const mean = counts.reduce((sum, x) => sum + x, 0) / counts.length;
  const spread = counts.reduce((sum, x) => sum + (x - mean) ** 2, 0) / counts.length;
  expect(Math.abs(mean - draws * share)).toBeLessThanOrEqual(4 * Math.sqrt(variance / counts.length) + 1e-12);
  expect(Math.abs(spread - variance)).toBeLessThanOrEqual(0.1 * variance + 1e-12);
  for (const count of counts) {
    expect(count).toBeGreaterThanOrEqual(Math.max(0, draws - (total - marked)));
    expect(count).toBeLessThanOrEqual(Math.min(marked, draws));
  }
});
