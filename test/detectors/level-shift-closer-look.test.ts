import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { autoregressive, normals } from '../../bench/detectors/draws.ts';
import { configured } from '../contracts/detector.ts';
import { createRng } from '../../src/stats/rng.ts';
import { levelShift } from '../../src/detectors/level-shift.ts';
import { played } from './run.ts';
import type { Detector } from '../../src/detectors/detector.ts';
import type { LevelShiftOptions } from '../../src/detectors/level-shift/options.ts';
import type { LevelShiftState } from '../../src/detectors/level-shift/state.ts';

const optionsOf = (mode: 'both' | 'down'): LevelShiftOptions =>
  configured(levelShift as unknown as Detector, { mode }) as never;
const down = optionsOf('down');
const both = optionsOf('both');
/** The same policy from before there was a second look. */
const { closerLook: _, wholeDays: _days, wholeBursts: _bursts, farLevels: _far, trends: _trends, ...before } = down;

const streams = 24;

interface Run {
  alarms: number[];
  state: LevelShiftState;
}

/** @param promoted values before which a new version comes */
const run = (values: readonly number[], options: LevelShiftOptions, promoted: readonly number[] = []): Run =>
  played(levelShift, options, values, promoted);

const tied = (seed: number, n: number): number[] => autoregressive(createRng(seed, 81), n, 0, 0.6, 0.8);
const times = <T>(n: number, of: (i: number) => T): T[] => Array.from({ length: n }, (_one, i) => of(i));

describe('neighbours with a correlation of .6', () => {
  test('a fall of 3 deviations 60 values after a promotion at 60 is found as often as one at 60 without', () => {
    const found = (options: LevelShiftOptions, promoted: readonly number[], fall: number): number =>
      times(streams, (i) =>
        run(
          tied(i, fall + 100).map((x, t) => (t < fall ? x : x - 3)),
          options,
          promoted
        )
      ).filter(({ alarms }) => alarms.some((t) => t >= fall)).length;
    expect(found(before, [60], 120)).toBeLessThanOrEqual(8);
    expect(found(down, [60], 120)).toBeGreaterThanOrEqual(18);
    expect(found(down, [], 60)).toBeGreaterThanOrEqual(18);
  });

  test('an incident of the first 120 values hides no later fall, and most are told of', () => {
    const runs = (options: LevelShiftOptions): Run[] =>
      times(streams, (i) =>
        run(
          tied(i, 600).map((x, t) => x - (t < 120 ? 8 : 0) - (t < 500 ? 0 : 3)),
          options
        )
      );
    const found = (all: readonly Run[]): number =>
      all.filter(({ alarms }) => alarms.some((t) => t >= 500 && t < 560)).length;
    const own = runs(down);
    expect(found(runs(before))).toBeLessThanOrEqual(12);
    expect(found(own)).toBeGreaterThanOrEqual(22);
    expect(own.flatMap(({ alarms }) => alarms).filter((t) => t < 500)).toEqual([]);
    const told = own.flatMap(({ state }) => (state.learntAgain ? [state.learntAgain] : []));
    expect(told.length).toBeGreaterThanOrEqual(8);
    for (const { t, from, to } of told) {
      expect(t).toBeLessThanOrEqual(256);
      expect(from).toBeLessThan(-6);
      expect(to).toBeGreaterThan(-2);
    }
  });
});

test('an alarm of the second look shows a statistic beyond its limit', () => {
  const [seen] = times(streams, (i) => {
    const state = levelShift.init(down);
    const values = tied(i, 260).map((x, t) => (t < 120 ? x : x - 3));
    const at = values.findIndex((x, t) => levelShift.update(state, x, down) === 'drift' && t >= 150);
    return at < 0 ? [] : [levelShift.read(state, down)];
  }).flat();
  expect(seen!.statistic).toBeGreaterThan(seen!.limit!);
});

test.each([0, 40, 80, 120])('a burst of 8 values among the first, each 160 from value %i on, is no change', (from) => {
  const alarms = times(streams, (i) =>
    run(
      normals(createRng(from + i, 82), 500, 0, 1).map((x, t) => ((t + 160 - from) % 160 < 8 ? x - 10 : x)),
      both
    )
  ).flatMap(({ alarms: found }) => found);
  expect(alarms.length).toBeLessThanOrEqual(1);
});

test.each([0, 0.5, 0.8])('neighbours with a correlation of %f and no change raise hardly an alarm', (phi) => {
  const values = times(40, (i) => autoregressive(createRng(i, 83), 500, 0, phi, Math.sqrt(1 - phi * phi)));
  expect(values.flatMap((one) => run(one, both).alarms).length).toBeLessThanOrEqual(1);
});

test('first values that come slowly to their level are not taken for a step at the end of their way', () => {
  const values = times(30, (i) => normals(createRng(i, 85), 500, 0, 1).map((x, t) => x + 8 * Math.exp(-t / 30)));
  const of = (options: LevelShiftOptions): number => values.flatMap((one) => run(one, options).alarms).length;
  expect(of(both)).toBeLessThanOrEqual(of({ ...both, closerLook: false }));
});

test('half-hourly values with a day and a weekend: a fall of two deviations in the ninth week is found in two days', () => {
  const week = 336;
  const values = times(8, (i) => {
    const rng = createRng(i, week);
    const from = rng.int(0, week - 1);
    return normals(rng, 8 * week + 300, 0, 1).map((x, t) => {
      const isWeekend = (t + from) % week < 96;
      return x + 2 * Math.sin((2 * Math.PI * (t + from)) / 48) - (isWeekend ? 2 : 0) - (t < 8 * week + 204 ? 0 : 2);
    });
  });
  const found = (options: LevelShiftOptions): number =>
    values.filter((one) => run(one, options).alarms.some((t) => t >= 8 * week + 204)).length;
  expect(found(down)).toBeGreaterThanOrEqual(7);
  expect(found(before)).toBeLessThan(found(down));
});

/** Recorded before there was a second look: alarms, and a digest of states. */
test.each<[string, (t: number) => number, readonly number[], number[], string]>([
  [
    'an incident, and promotions before value 150 and after it',
    (t) => (t < 60 ? 8 : 0) + (t < 200 ? 0 : 3) + (t < 1200 ? 0 : 3),
    [110, 700],
    [285, 1211],
    '0efb4b9d621d41b1',
  ],
  ['an incident of 120 values', (t) => (t < 120 ? 8 : 0) + (t < 500 ? 0 : 3), [], [516], 'f1a0df9a09097e86'],
])('a policy from before goes on as it went, verdicts and states: %s', (...[, below, promoted, found, digest]) => {
  const rng = createRng(6, 84);
  const hash = createHash('sha256');
  let state = levelShift.init(before);
  const alarms: number[] = [];
  for (let t = 0, last = 0; t < 1500; t++) {
    last = 0.6 * last + 0.8 * rng.normal();
    if (levelShift.update(state, last - below(t), before) === 'drift') alarms.push(t);
    if (promoted.includes(t)) state = levelShift.restart!(state, before);
    if (t % 50 === 0) hash.update(JSON.stringify(state));
  }
  expect(alarms).toEqual(found);
  expect(hash.digest('hex').slice(0, 16)).toBe(digest);
});
