import { describe, expect, test } from 'vitest';
import { configured, noise } from './detector.ts';
import type { Detector } from '../../src/detectors/detector.ts';

interface LevelDetector {
  /** Indices of the values at which it says drift. */
  alarms(values: readonly number[], given?: Record<string, unknown>): number[];
  /** Noise whose level moves by `size` after `before` values. */
  step(before: number, after: number, size: number): number[];
}

/** A detector that learns its level, at work on streams. */
export function levelDetector(detector: Detector): LevelDetector {
  const alarms = (values: readonly number[], given: Record<string, unknown> = {}): number[] => {
    const options = configured(detector, given) as never;
    const state = detector.init(options);
    return values.flatMap((x, i) => (detector.update(state, x, options) === 'drift' ? [i] : []));
  };

  const step = (before: number, after: number, size: number): number[] => [
    ...noise(before, detector, 0.93, 3),
    ...noise(after, detector, 0.93 + size, 4),
  ];
  return { alarms, step };
}

/** What every such detector has in common. */
export function describeLevelDetector(detector: Detector): void {
  const { alarms, step } = levelDetector(detector);
  describe(`${detector.name}, which learns its level`, () => {
    test.each(['up', 'down'])('raises no alarm for a change to the side that mode %s leaves out', (mode) => {
      const away = mode === 'up' ? -0.04 : 0.04;
      expect(alarms(step(60, 200, away), { mode })).toEqual([]);
      expect(alarms(step(400, 200, away), { mode })).toEqual([]);
      expect(alarms(step(400, 200, -away), { mode })).toHaveLength(1);
    });

    test('takes the level after a change that it was not to watch for the normal one', () => {
      const values = [...step(300, 300, 0.06), ...noise(100, detector, 0.96, 5)];
      const [first] = alarms(values, { mode: 'down' });
      expect(first).toBeGreaterThanOrEqual(600);
      expect(first).toBeLessThan(620);
    });
  });
}
