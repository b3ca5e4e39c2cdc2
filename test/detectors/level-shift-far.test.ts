import { describe, expect, test } from 'vitest';
import { configured } from '../contracts/detector.ts';
import { createRng, type Rng } from '../../src/stats/rng.ts';
import { levelShift } from '../../src/detectors/level-shift.ts';
import type { Detector } from '../../src/detectors/detector.ts';
import type { LevelShiftOptions } from '../../src/detectors/level-shift/options.ts';
import type { LevelShiftState } from '../../src/detectors/level-shift/state.ts';

const optionsOf = (given: Record<string, unknown>): LevelShiftOptions =>
  configured(levelShift as unknown as Detector, given) as never;
/** A policy from before levels far away were learned. */
const before = (options: LevelShiftOptions): LevelShiftOptions =>
  Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'farLevels')) as never;

interface Run {
  alarms: number[];
  state: LevelShiftState;
  largest: number;
}

/** @param promotes whether every alarm brings a new version at once */
function run(values: readonly number[], options: LevelShiftOptions, promotes = false): Run {
  let state = levelShift.init(options);
  let largest = 0;
  const alarms: number[] = [];
  values.forEach((x, t) => {
    const isAlarm = levelShift.update(state, x, options) === 'drift';
    if (isAlarm) alarms.push(t);
    if (isAlarm && promotes) state = levelShift.restart!(state, options);
    if (t % 13 > 0) return;
    const text = JSON.stringify(state);
    largest = Math.max(largest, text.length);
    state = JSON.parse(text) as LevelShiftState;
  });
  return { alarms, state, largest };
}

/** Changes of which an alarm came within so many values. */
const found = ({ alarms }: Run, changes: readonly number[], within: number): number[] =>
  changes.filter((at) => alarms.some((t) => t >= at && t < at + within));

/** A value by the place of its level and its draw. */
type Levels = (level: number, rng: Rng) => number;

const steps = [600, 1200, 1800];
const streams: Record<string, Levels> = {
  'an accuracy of four digits': (i, rng) =>
    i === 0 ? (rng.uniform() < 0.3 ? 0.9301 : 0.93) : [0.83, 0.6, 0.3][i - 1]! + 0.005 * rng.normal(),
  'a constant accuracy': (i, rng) => (i === 0 ? 0.93 : [0.83, 0.6, 0.3][i - 1]! + 0.01 * rng.normal()),
  'an accuracy with noise of 1e-7': (i, rng) => [0.93, 0.83, 0.6, 0.3][i]! + (i === 0 ? 1e-7 : 1e-3) * rng.normal(),
  'a divergence near 0': (i, rng) =>
    i === 0 ? -1e-6 * rng.normal() ** 2 : -[0.05, 0.5, 2][i - 1]! * (1 + 0.05 * rng.normal()),
  'an error rate of 1e-5': (i, rng) =>
    -(i === 0 ? 1e-5 + 1e-6 * rng.normal() : [0.05, 0.3, 0.8][i - 1]! + 0.01 * rng.normal()),
  'falls of 1,000, 500 and 750 deviations': (i, rng) => -[0, 1000, 1500, 2250][i]! + (i === 0 ? 1 : 20) * rng.normal(),
  'falls of 3,000 deviations, the noise as it was': (i, rng) => -3000 * i + rng.normal(),
};

describe.each(Object.keys(streams))('%s: each of three falls is found', (name) => {
  const values = (seed: number, side: number): number[] => {
    const rng = createRng(seed, 91);
    return Array.from({ length: 2400 }, (_, t) => side * streams[name]!(Math.floor(t / 600), rng));
  };

  test.each([
    ['down', 1, false, true],
    ['down', 1, true, true],
    ['up', -1, false, true],
    ['up', -1, true, true],
    ['down', 1, false, false],
    ['down', 1, true, false],
  ] as const)('mode %s, side %i, promoted %s, packed %s', (mode, side, promotes, packed) => {
    const options = optionsOf({ mode, packed });
    for (let seed = 0; seed < 3; seed++) {
      const one = run(values(seed, side), options, promotes);
      expect([seed, found(one, steps, 60)]).toEqual([seed, steps]);
      expect(one.alarms.length).toBeLessThanOrEqual(5);
      if (packed) expect(one.largest).toBeLessThanOrEqual(4096);
    }
  });
});

test('before, only the first fall was: values beyond 1,560 deviations were one', () => {
  const rng = createRng(0, 91);
  const of = streams['an accuracy of four digits']!;
  const values = Array.from({ length: 2400 }, (_, t) => of(Math.floor(t / 600), rng));
  const down = optionsOf({ mode: 'down' });
  expect(found(run(values, before(down)), steps, 600)).toEqual([600]);
  expect(found(run(values, down), steps, 60)).toEqual(steps);
});

test('an outage beyond 1,560 deviations that ends leaves the day known that was learned', () => {
  const options = optionsOf({ mode: 'both' });
  for (let seed = 0; seed < 5; seed++) {
    const rng = createRng(seed, 92);
    const values = Array.from({ length: 2000 }, (_, t) =>
      t >= 1000 && t < 1060 ? 30_000 : 100 + rng.normal() + 2 * Math.sin((2 * Math.PI * t) / 24)
    );
    const { alarms, state } = run(values, options);
    expect(alarms.filter((t) => (t > 320 && t < 1000) || t > 1100)).toEqual([]);
    expect(alarms.filter((t) => t >= 1000)).toHaveLength(2);
    expect(state.known!.season.active.length).toBeGreaterThan(0);
  }
});

describe('first values a thousand times as wild as the others', () => {
  test.each([3, 10])('a fall of %i usual deviations is found', (fall) => {
    for (const packed of [true, false])
      for (const promotes of [true, false])
        for (let seed = 0; seed < 3; seed++) {
          const rng = createRng(seed, 93);
          const values = Array.from({ length: 2800 }, (_, t) =>
            t < 200 ? 1000 * rng.normal() : rng.normal() - (t < 2500 ? 0 : fall)
          );
          const { alarms } = run(values, optionsOf({ mode: 'down', packed }), promotes);
          expect(alarms.filter((t) => t > 300 && t < 2500)).toEqual([]);
          expect(alarms.some((t) => t >= 2500 && t < 2530)).toBe(true);
        }
  });

  test('the noise of one level that becomes a thousand times as wild is learned', () => {
    for (let seed = 0; seed < 5; seed++) {
      const rng = createRng(seed, 94);
      const values = Array.from(
        { length: 2000 },
        (_, t) => (t < 600 ? 1 : 1000) * rng.normal() - (t < 1500 ? 0 : 3000)
      );
      const one = run(values, optionsOf({ mode: 'down' }));
      expect(found(one, [600], 100)).toEqual([600]);
      expect(found(one, [1500], 40)).toEqual([1500]);
      expect(one.alarms.length).toBeLessThanOrEqual(3);
      expect(one.state.known!.unit * one.state.known!.scale).toBeCloseTo(1000, -3);
    }
  });

  test('a constant with rare spikes is no stream that varies within a unit', () => {
    const rng = createRng(3, 95);
    const { alarms, state } = run(
      Array.from({ length: 3000 }, (_, t) => (t < 200 ? 1000 * rng.normal() : rng.uniform() < 0.01 ? 1 : 0)),
      optionsOf({ mode: 'both' })
    );
    expect(alarms.filter((t) => t > 300)).toEqual([]);
    expect(state.known!.unit).toBeGreaterThan(10);
  });
});

test('a policy gains the option while it is blind: it learns the level that it has, and finds the next fall', () => {
  const down = optionsOf({ mode: 'down' });
  const rng = createRng(4, 91);
  const of = streams['an accuracy of four digits']!;
  const values = Array.from({ length: 2400 }, (_, t) => of(Math.floor(t / 600), rng));
  const blind = run(values.slice(0, 1500), before(down)).state;
  expect(Math.abs(blind.center)).toBe(99_999);
  const alarms = values
    .slice(1500)
    .flatMap((x, i) => (levelShift.update(blind, x, down) === 'drift' ? [1500 + i] : []));
  expect(alarms).toHaveLength(1);
  expect(alarms[0]).toBeGreaterThanOrEqual(1800);
  expect(alarms[0]).toBeLessThan(1830);
});
