import { describe, expect, test } from 'vitest';
import { autoregressive } from '../../bench/detectors/draws.ts';
import { configured } from '../contracts/detector.ts';
import { createRng, type Rng } from '../../src/stats/rng.ts';
import { levelShift } from '../../src/detectors/level-shift.ts';
import { lineOf, trendOf } from '../../src/detectors/level-shift/trend.ts';
import type { Detector } from '../../src/detectors/detector.ts';
import type { LevelShiftOptions } from '../../src/detectors/level-shift/options.ts';

const optionsOf = (given: Record<string, unknown>): LevelShiftOptions =>
  configured(levelShift as unknown as Detector, given) as never;
/** A policy from before steady rises and falls were told from correlation. */
const before = (options: LevelShiftOptions): LevelShiftOptions =>
  Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'trends')) as never;
const down = optionsOf({ mode: 'down' });
const both = optionsOf({ mode: 'both' });

/** @param promotes whether every alarm brings a new version at once */
function alarmsOf(values: readonly number[], options: LevelShiftOptions, promotes = false): number[] {
  let state = levelShift.init(options);
  return values.flatMap((x, t) => {
    if (levelShift.update(state, x, options) !== 'drift') return [];
    if (promotes) state = levelShift.restart!(state, options);
    return [t];
  });
}

const streamOf = (seed: number, n: number, of: (t: number) => number): number[] => {
  const rng = createRng(seed, 101);
  return Array.from({ length: n }, (_, t) => rng.normal() + of(t));
};
const seeds = [0, 1, 2];

describe.each([1, 8, 40])('a fall of %f deviations in 100 values, from the first on', (per100) => {
  test.each([
    ['down', -1, false, true],
    ['down', -1, true, true],
    ['up', 1, false, true],
    ['up', 1, true, true],
    ['down', -1, false, false],
    ['both', 1, true, false],
  ] as const)('mode %s, side %i, promoted %s, packed %s: is reported soon, and goes on to be', (...given) => {
    const [mode, side, promotes, packed] = given;
    for (const seed of seeds) {
      const values = streamOf(seed, 800, (t) => (side * t * per100) / 100);
      const alarms = alarmsOf(values, optionsOf({ mode, packed }), promotes);
      expect(alarms.some((t) => t < 300)).toBe(true);
      expect(alarms.some((t) => t >= 500)).toBe(true);
    }
  });

  test('to the side that nobody watches raises no alarm', () => {
    for (const seed of seeds)
      expect(
        alarmsOf(
          streamOf(seed, 600, (t) => (t * per100) / 100),
          down
        )
      ).toEqual([]);
  });
});

test('before, a steep fall raised none', () => {
  for (const seed of seeds)
    expect(
      alarmsOf(
        streamOf(seed, 1000, (t) => -0.08 * t),
        before(down)
      )
    ).toEqual([]);
});

describe.each<[string, number, (t: number) => number]>([
  ['falls by 4 deviations over 200 values', 800, (t) => -0.02 * Math.min(t, 200)],
  ['rises by 12 deviations over 300 values', 800, (t) => 0.04 * Math.min(t, 300)],
  ['falls by 48 deviations over 300 values', 900, (t) => -0.16 * Math.min(t, 300)],
  ['falls by 80 deviations over 1,000 values', 1600, (t) => -0.08 * Math.min(t, 1000)],
])('a stream that %s and stands then', (_name, fall, of) => {
  test.each([
    ['down', false, true],
    ['down', true, true],
    ['down', false, false],
  ] as const)('mode %s, promoted %s, packed %s: a fall of 3 deviations is found soon', (mode, promotes, packed) => {
    for (const seed of seeds) {
      const values = streamOf(seed, fall + 60, (t) => of(t) - (t < fall ? 0 : 3));
      const alarms = alarmsOf(values, optionsOf({ mode, packed }), promotes);
      expect(alarms.filter((t) => t >= fall)).toHaveLength(1);
      expect(alarms.filter((t) => t >= fall - 100 && t < fall)).toEqual([]);
    }
  });
});

describe('correlation is taken for no trend', () => {
  test.each([0.5, 0.6, 0.8, 0.9, 0.95, 0.98, 0.999])('of %f: not one alarm is another', (phi) => {
    for (let seed = 0; seed < 8; seed++) {
      const values = autoregressive(createRng(seed, 102), 600, 0, phi, 1);
      expect(alarmsOf(values, both)).toEqual(alarmsOf(values, before(both)));
    }
  });

  test('in what 256 values of it look like', () => {
    const lines = (draw: (rng: Rng) => number[]): number =>
      Array.from({ length: 60 }, (_, seed) => trendOf(draw(createRng(seed, 103)), true)).filter(Boolean).length;
    for (const phi of [0, 0.5, 0.8, 0.9, 0.98, 0.999])
      expect([phi, lines((rng) => autoregressive(rng, 256, 0, phi, 1))]).toEqual([phi, 0]);
    expect(lines((rng) => Array.from({ length: 256 }, (_, t) => rng.normal() + t / 100))).toBeGreaterThan(55);
  });
});

test('a learning curve raises no more alarms than before, not to both sides either', () => {
  const alarms = (options: LevelShiftOptions): number =>
    [50, 100, 200].flatMap((tau) =>
      seeds.flatMap((seed) =>
        alarmsOf(
          streamOf(seed, 800, (t) => -6 * Math.exp(-t / tau)),
          options
        )
      )
    ).length;
  expect(alarms(down)).toBe(0);
  expect(alarms(both)).toBeLessThanOrEqual(alarms(before(both)) + 1);
});

test('the line is that of most values, whatever a tenth of them are', () => {
  const rng = createRng(1, 104);
  const values = Array.from({ length: 256 }, (_, t) => 0.05 * t + (t % 10 === 3 ? 100 : rng.normal()));
  const { residuals, strength } = lineOf(values);
  const own = residuals.filter((_, t) => t % 10 !== 3);
  expect(Math.sqrt(own.reduce((sum, x) => sum + x * x, 0) / own.length)).toBeLessThan(1.2);
  expect(strength).toBeGreaterThan(9);
  expect(lineOf(values.map(() => 0.93))).toMatchObject({ strength: 0, correlation: 0 });
});
