import { describe, expect, test } from 'vitest';
import { configured } from '../contracts/detector.ts';
import { createRng } from '../../src/stats/rng.ts';
import { levelShift } from '../../src/detectors/level-shift.ts';
import { normals } from '../../bench/detectors/draws.ts';
import type { Detector } from '../../src/detectors/detector.ts';
import type { LevelShiftOptions } from '../../src/detectors/level-shift/options.ts';

const optionsOf = (given: Record<string, unknown>): LevelShiftOptions =>
  configured(levelShift as unknown as Detector, given) as never;
const both = optionsOf({ mode: 'both' });
const down = optionsOf({ mode: 'down' });
const { wholeDays: _, wholeBursts: _bursts, farLevels: _far, trends: _trends, ...before } = both;

const streams = 16;

function dayOf(seed: number, size: number, period: number, n: number): number[] {
  const rng = createRng(seed, 88);
  const phase = 2 * Math.PI * rng.uniform();
  return normals(rng, n, 0, 1).map((x, t) => x + size * Math.sin((2 * Math.PI * t) / period + phase));
}

/** Times of the alarms of each stream. */
function alarmsOf(
  options: LevelShiftOptions,
  valuesOf: (seed: number) => readonly number[],
  promotes: (t: number, isAlarm: boolean) => boolean = () => false
): number[][] {
  return Array.from({ length: streams }, (_stream, seed) => {
    let state = levelShift.init(options);
    return valuesOf(seed).flatMap((x, t) => {
      const isAlarm = levelShift.update(state, x, options) === 'drift';
      if (promotes(t, isAlarm)) state = levelShift.restart!(state, options);
      return isAlarm ? [t] : [];
    });
  });
}

const from = (alarms: readonly number[][], first: number): number => alarms.flat().filter((t) => t >= first).length;

describe('a day whose pieces raise alarms at first', () => {
  test.each([
    ['five', 288, 1],
    ['five', 288, 2],
    ['ten', 144, 2],
  ])(
    'at %s minutes a value raises at most one after three rounds (%i values, %i deviations)',
    (_name, period, size) => {
      for (const promoted of [0, Math.floor(1.5 * period)]) {
        const alarms = alarmsOf(
          both,
          (seed) => dayOf(seed, size, period, 7 * period),
          (t) => promoted > 0 && t === promoted
        );
        expect(from(alarms, 3 * period)).toBeLessThanOrEqual(1);
      }
    }
  );

  test('raises none either where each alarm brings a new version', () => {
    const alarms = alarmsOf(
      both,
      (seed) => dayOf(seed, 2, 288, 2016),
      (_t, isAlarm) => isAlarm
    );
    expect(from(alarms, 864)).toBe(0);
  });

  test('raised many by a policy from before', () => {
    const alarms = alarmsOf(
      before,
      (seed) => dayOf(seed, 2, 288, 2016),
      (t) => t === 432
    );
    expect(from(alarms, 864)).toBeGreaterThan(5);
  });

  test.each([1500, 2200])('leaves a fall of two deviations at value %i to be found', (fall) => {
    const alarms = alarmsOf(down, (seed) => dayOf(seed, 2, 288, fall + 300).map((x, t) => (t < fall ? x : x - 2)));
    expect(alarms.filter((times) => times.some((t) => t >= fall))).toHaveLength(streams);
  });
});

describe('a day shaped like a block', () => {
  const hoursFrom = 2;
  const hoursTo = 12;

  function blockOf(seed: number, size: number, period: number, n: number): number[] {
    const rng = createRng(seed, 90);
    const start = rng.int(0, period - 1);
    const length = Math.round((period * (hoursFrom + (hoursTo - hoursFrom) * rng.uniform())) / 24);
    return normals(rng, n, 0, 1).map((x, t) => x + ((t + start) % period < length ? size : 0));
  }

  test.each([96, 144, 288])('of %i values raises hardly an alarm after three rounds, as versions come', (period) => {
    const none = (): boolean => false;
    const twice = (t: number): boolean => t === Math.floor(1.3 * period) || t === Math.floor(3.6 * period);
    const each = (_t: number, isAlarm: boolean): boolean => isAlarm;
    for (const promotes of [none, twice, each]) {
      const alarms = alarmsOf(both, (seed) => blockOf(seed, 3, period, 9 * period), promotes);
      expect(from(alarms, 3 * period)).toBeLessThanOrEqual(2);
    }
  });

  test.each([60, 150, 400])('of 144 values, %i deviations high, raises hardly an alarm either', (size) => {
    const alarms = alarmsOf(both, (seed) => blockOf(seed, size, 144, 9 * 144));
    expect(from(alarms, 4 * 144)).toBeLessThanOrEqual(2);
  });

  test.each([
    [96, 13],
    [144, 15],
    [288, 15],
  ])('of %i values leaves a fall of two deviations on day 5 to be found in %i of 16', (period, least) => {
    const fall = 5 * period;
    const alarms = alarmsOf(down, (seed) => blockOf(seed, 3, period, fall + 300).map((x, t) => (t < fall ? x : x - 2)));
    expect(alarms.filter((times) => times.some((t) => t >= fall)).length).toBeGreaterThanOrEqual(least);
  });
});

describe('a burst of nine values', () => {
  const burst = (at: number, size: number, length = 9) =>
    Array.from({ length: 3 * streams }, (_stream, seed) =>
      normals(createRng(seed, 89), at + 90, 0, 1).map((x, t) => (t >= at && t < at + length ? x - size : x))
    );
  const found = (options: LevelShiftOptions, all: readonly number[][], at: number): number =>
    all.filter((values) => {
      const state = levelShift.init(options);
      return values.filter((x, t) => levelShift.update(state, x, options) === 'drift' && t >= at).length > 0;
    }).length;

  test.each([60, 300])('at value %i is hardly ever a change, though what lies before it makes ten', (at) => {
    expect(found(both, burst(at, 10), at)).toBeLessThanOrEqual(1);
    expect(found(both, burst(at, 5), at)).toBeLessThanOrEqual(1);
    expect(found(before, burst(at, 10), at)).toBeGreaterThan(1);
  });

  test('becomes a change with the tenth value or a few more', () => {
    expect(found(both, burst(300, 5, 14), 300)).toBe(3 * streams);
  });
});
