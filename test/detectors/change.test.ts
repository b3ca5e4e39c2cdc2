import { describe, expect, test } from 'vitest';
import { change } from '../../src/detectors/change.ts';
import { configured, noise } from '../contracts/detector.ts';
import { createRng, type Rng } from '../../src/stats/rng.ts';
import type { Detector } from '../../src/detectors/detector.ts';

const alarms = (values: readonly number[], given: Record<string, unknown> = {}): number[] => {
  const options = configured(change as unknown as Detector, given) as never;
  const state = change.init(options);
  return values.flatMap((x, i) => (change.update(state, x, options) === 'drift' ? [i] : []));
};

const step = (before: number, after: number, size: number): number[] => [
  ...noise(before, change, 0.93, 3),
  ...noise(after, change, 0.93 + size, 4),
];

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

  test.each(['up', 'down'])('raises no alarm for a change to the side that mode %s leaves out', (mode) => {
    const away = mode === 'up' ? -0.04 : 0.04;
    expect(alarms(step(60, 200, away), { mode })).toEqual([]);
    expect(alarms(step(400, 200, away), { mode })).toEqual([]);
    expect(alarms(step(400, 200, -away), { mode })).toHaveLength(1);
  });

  test('takes the level after a change that it was not to watch for the normal one', () => {
    const values = [...step(300, 300, 0.06), ...noise(100, change, 0.96, 5)];
    const [first] = alarms(values, { mode: 'down' });
    expect(first).toBeGreaterThanOrEqual(600);
    expect(first).toBeLessThan(620);
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
