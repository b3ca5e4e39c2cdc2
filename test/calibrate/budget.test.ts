import { describe, expect, it } from 'vitest';
import { calibrated, cusum } from './calibrated.ts';
import { processOf } from './processes.ts';
import type { Source } from '../../src/calibrate/noise/resampler.ts';

const processes: [string, Source][] = [
  ['independent noise', processOf(0)],
  ['correlated noise, rho 0.6', processOf(0.6)],
  ['a daily season', processOf(0, 1)],
];

describe('calibrate', () => {
  it.each(processes)(
    'keeps the budget at the upper end of an interval that holds the truth, on %s',
    (_, source) => {
      const { truth: counted, achieved, isKept, changes } = calibrated(cusum, source, 11, 150);
      const truth = counted();
      expect(isKept).toBe(true);
      expect(achieved.high).toBeLessThanOrEqual(1.05);
      expect(truth).toBeLessThan(1);
      // The truth is itself counted, to some 5 %.
      expect(truth).toBeGreaterThan(0.85 * achieved.low);
      expect(truth).toBeLessThan(1.15 * achieved.high);
      expect(changes).toMatchObject([
        { metric: 'accuracy', index: 0, type: 'z-cusum', before: { h: expect.any(Number) } },
      ]);
    },
    600_000
  );

  it('uses the budget up, to a quarter, where it is to be kept on average', () => {
    const truth = calibrated(cusum, processOf(0.3), 11, 400, undefined, 0.5).truth();
    expect(truth).toBeGreaterThan(0.75);
    expect(truth).toBeLessThan(1.25);
  });
});
