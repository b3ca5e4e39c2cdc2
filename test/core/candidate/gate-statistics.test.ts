import { expect, test } from 'vitest';
import { countPromoted, defaultGate } from '../../../bench/gate-simulation.ts';

// bench/gate.ts does the same over fresh seeds, other numbers of rows and other gains.

const series = { retrains: 1_000, firstSeed: 20_000, resamples: 200 };

test.each(['accuracy', 'logLoss'] as const)(
  'of 1,000 retrains whose challenger is no better at most 50 are promoted, where %s has to gain',
  (metric) => {
    const promoted = countPromoted({ ...series, spec: defaultGate(metric), rows: 300, sigmas: 0 });
    expect(promoted).toBeLessThanOrEqual(50);
    expect(promoted).toBeGreaterThan(0);
  }
);

test('of 1,000 retrains whose challenger is better by two standard errors at least 900 are promoted', () => {
  expect(countPromoted({ ...series, spec: defaultGate('logLoss'), rows: 1_000, sigmas: 2 })).toBeGreaterThanOrEqual(
    900
  );
});
