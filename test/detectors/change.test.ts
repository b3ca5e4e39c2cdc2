import { describe, expect, test } from 'vitest';
import { change } from '../../src/detectors/change.ts';
import { describeLevelDetector, levelDetector } from '../contracts/level-detector.ts';
import { createRng, type Rng } from '../../src/stats/rng.ts';
import type { Detector } from '../../src/detectors/detector.ts';

const { alarms, step } = levelDetector(change as unknown as Detector);

describeLevelDetector(change as unknown as Detector);

describe('the default detection for metrics', () => {
  test.each([30, 60, 120, 149, 150, 151, 160, 500])('finds a fall of 4 deviations at value %i', (at) => {
    const [first] = alarms(step(at, 100, -0.04));
    expect(first).toBeGreaterThanOrEqual(at);
    expect(first).toBeLessThan(at + 15);
  });

  test('finds a fall of 2 deviations within 25 values', () => {
    expect(alarms(step(400, 100, -0.02))[0]).toBeLessThan(425);
  });

  test('finds the same at any scale and offset', () => {
    const values = step(200, 100, -0.03);
    expect(alarms(values.map((x) => 1e6 + 1e4 * x))).toEqual(alarms(values));
    expect(alarms(values.map((x) => 1e-9 * x))).toEqual(alarms(values));
  });

  test('takes a slow wave at the start for a step in few streams only, thanks to the comparison with a curve', () => {
    const wave = (rng: Rng): number[] =>
      Array.from({ length: 140 }, (_, i) => 2 * Math.sin((2 * Math.PI * i) / 96) + rng.normal());
    const share = (draw: (rng: Rng) => number[], given = {}): number =>
      Array.from({ length: 40 }, (_, seed) => alarms(draw(createRng(seed)), given).length > 0).filter(Boolean).length /
      40;
    expect(share(wave)).toBeLessThanOrEqual(0.4);
    expect(share(wave, { lineUntil: 150 })).toBeGreaterThan(0.8);
  });
});
