import { describe, expect, test } from 'vitest';
import { configured } from '../contracts/detector.ts';
import { createRng, type Rng } from '../../src/stats/rng.ts';
import { levelShift } from '../../src/detectors/level-shift.ts';
import type { Detector } from '../../src/detectors/detector.ts';
import type { LevelShiftOptions } from '../../src/detectors/level-shift/options.ts';

const optionsOf = (given: Record<string, unknown>): LevelShiftOptions =>
  configured(levelShift as unknown as Detector, given) as never;
const options = optionsOf({ mode: 'down' });
/** A policy from before. */
const before: LevelShiftOptions = Object.fromEntries(
  Object.entries(options).filter(([name]) => name !== 'sudden')
) as never;

function alarmsOf(values: readonly number[], by: LevelShiftOptions): number[] {
  let state = levelShift.init(by);
  return values.flatMap((x, t) => {
    const isAlarm = levelShift.update(state, x, by) === 'drift';
    if (t % 50 === 0) state = JSON.parse(JSON.stringify(state)) as typeof state;
    return isAlarm ? [t] : [];
  });
}

const at = 1000;
const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

/** Neighbours correlate by `phi`; a deviation is 1. */
function autoregression(rng: Rng, n: number, phi: number): number[] {
  let x = rng.normal();
  return Array.from({ length: n }, () => (x = phi * x + Math.sqrt(1 - phi * phi) * rng.normal()));
}

/** Accuracy over the last `hours` hours of 200 rows each, of a model that fails at `at`. */
function rollingAccuracy(rng: Rng, n: number, hours: number, after: number): number[] {
  const rows = 200;
  const shares = Array.from({ length: n + hours }, (_, i) => {
    const rate = i < at + hours ? 0.93 : after;
    return rate + Math.sqrt((rate * (1 - rate)) / rows) * rng.normal();
  });
  return Array.from({ length: n }, (_, i) => shares.slice(i + 1, i + 1 + hours).reduce((sum, x) => sum + x, 0) / hours);
}

/** Streams of which an alarm came within so many values of the fall. */
const foundIn = (streams: number[][], within: number, by = options): number =>
  streams.filter((values) => alarmsOf(values, by).some((t) => t >= at && t < at + within)).length;

describe('a collapse of a stream whose neighbours are much alike is found, however much they are', () => {
  const fallen = (phi: number, size: number): number[][] =>
    seeds.map((seed) => autoregression(createRng(4100 + seed), at + 300, phi).map((x, t) => (t < at ? x : x - size)));

  test.each([0.9, 0.93, 0.95, 0.97, 0.99])('neighbours that correlate by %s, a fall of 30 deviations', (phi) => {
    expect(foundIn(fallen(phi, 30), 100)).toBe(seeds.length);
  });

  test('a policy from before goes on as it went: the size of a fall did not matter', () => {
    expect(foundIn(fallen(0.97, 30), 300, before)).toBe(foundIn(fallen(0.97, 300), 300, before));
    expect(foundIn(fallen(0.97, 30), 300, before)).toBeLessThan(seeds.length / 2);
  });

  test.each([24, 48, 168])('an accuracy over the last %s hours of a model that falls to .5', (hours) => {
    const streams = seeds.map((seed) => rollingAccuracy(createRng(5200 + seed), at + 300, hours, 0.5));
    expect(foundIn(streams, 60)).toBe(seeds.length);
  });

  test('it is one alarm, not one for each piece of the way down', () => {
    const streams = seeds.map((seed) => rollingAccuracy(createRng(5200 + seed), at + 300, 168, 0.5));
    expect(streams.flatMap((values) => alarmsOf(values, options)).length).toBe(seeds.length);
  });

  test('a rise is found as well where both sides count', () => {
    const streams = fallen(0.97, 30).map((values) => values.map((x) => -x));
    expect(foundIn(streams, 100, optionsOf({ mode: 'both' }))).toBe(seeds.length);
    expect(foundIn(streams, 100, options)).toBe(0);
  });
});

describe('a level that wanders by itself is no collapse', () => {
  const studentT = (rng: Rng): number =>
    rng.normal() / Math.sqrt((rng.normal() ** 2 + rng.normal() ** 2 + rng.normal() ** 2) / 3);
  const streams: Record<string, (rng: Rng, n: number) => number[]> = {
    'neighbours that correlate by .97': (rng, n) => autoregression(rng, n, 0.97),
    'a random walk': (rng, n) => autoregression(rng, n, 0.9999),
    'averages over 24 values': (rng, n) => rollingAccuracy(rng, n, 24, 0.93),
    'averages over 168 values': (rng, n) => rollingAccuracy(rng, n, 168, 0.93),
    'an autoregression with large innovations, which decay': (rng, n) => {
      let x = 0;
      return Array.from({ length: n }, () => (x = 0.95 * x + studentT(rng)));
    },
    'an exponential average of values with a heavy tail': (rng, n) => {
      let x = 0;
      return Array.from({ length: n }, () => (x = 0.95 * x + 0.05 * studentT(rng)));
    },
  };

  test.each(Object.entries(streams))('%s', (_, draw) => {
    const both = optionsOf({ mode: 'both' });
    const { sudden: _left, ...without } = both;
    const added = seeds.slice(0, 4).map((seed) => {
      const values = draw(createRng(6300 + seed), 3000);
      return alarmsOf(values, both).length - alarmsOf(values, without).length;
    });
    expect(added.reduce((sum, n) => sum + Math.max(0, n), 0)).toBeLessThanOrEqual(1);
  });
});
