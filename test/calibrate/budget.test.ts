import { describe, expect, it } from 'vitest';
import { calibrated, cusum } from './calibrated.ts';
import { processOf } from './processes.ts';

describe('calibrate', () => {
  it.each([
    ['independent noise', processOf(0)],
    ['correlated noise, rho 0.3', processOf(0.3)],
    ['correlated noise, rho 0.6', processOf(0.6)],
    ['a daily season', processOf(0, 1)],
  ])(
    'keeps the budget within a quarter on fresh streams of %s',
    (_, source) => {
      const { truth, achieved, changes } = calibrated(cusum, source, 11);
      expect(truth).toBeGreaterThan(0.75);
      expect(truth).toBeLessThan(1.25);
      expect(achieved.low).toBeLessThan(achieved.rate);
      expect(achieved.high).toBeGreaterThan(achieved.rate);
      expect(changes).toMatchObject([
        { metric: 'accuracy', index: 0, type: 'z-cusum', before: { h: expect.any(Number) } },
      ]);
    },
    180_000
  );
});
