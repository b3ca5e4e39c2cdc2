import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { autoregressive, normals } from '../../bench/detectors/draws.ts';
import { configured } from '../contracts/detector.ts';
import { createRng, type Rng } from '../../src/stats/rng.ts';
import { levelShift } from '../../src/detectors/level-shift.ts';
import { played } from './run.ts';
import type { Detector } from '../../src/detectors/detector.ts';
import type { LevelShiftOptions } from '../../src/detectors/level-shift/options.ts';
import type { LevelShiftState } from '../../src/detectors/level-shift/state.ts';

const both = configured(levelShift as unknown as Detector, { mode: 'both' }) as never as LevelShiftOptions;
/** The same policy from before incidents among the first values were told apart. */
const { incidents: _, packed: _packed, burstFirst: _first, promotions: _own, closerLook: _second, ...newer } = both;
const { wholeDays: _days, wholeBursts: _bursts, farLevels: _far, trends: _trends, ...before } = newer;

interface Run {
  alarms: number[];
  state: LevelShiftState;
}

/** @param promoted values before which a new version comes */
const run = (values: readonly number[], options: LevelShiftOptions, promoted: readonly number[] = []): Run =>
  played(levelShift, options, values, promoted);

const noiseOf = (seed: number, n: number): number[] => normals(createRng(seed, 61), n, 0, 1);
const times = <T>(n: number, of: (i: number) => T): T[] => Array.from({ length: n }, (_one, i) => of(i));
const after = (runs: readonly Run[], from: number): number =>
  runs.flatMap(({ alarms }) => alarms).filter((t) => t >= from).length;

describe('an incident among the first values that ends', () => {
  describe.each([-13, -8, -3, 8])('of %i deviations', (size) => {
    test.each([
      [0, 12],
      [0, 20],
      [0, 30],
      [0, 60],
      [0, 100],
      [40, 20],
      [70, 30],
    ])('from value %i on, for %i values: a fall of three deviations is found 400 values later', (from, length) => {
      const fall = from + length + 400;
      const runs = times(10, (i) =>
        run(
          noiseOf(100 * i + length, fall + 60).map(
            (x, t) => x + (t >= from && t < from + length ? size : 0) - (t < fall ? 0 : 3)
          ),
          both
        )
      );
      expect(runs.filter(({ alarms }) => alarms.some((t) => t >= fall && t < fall + 20))).toHaveLength(10);
    });
  });

  test('is no wave, and moves no mean', () => {
    const { season, scale } = run(
      noiseOf(3, 700).map((x, t) => (t < 25 ? x - 8 : x)),
      both
    ).state.known!;
    expect(season.active).toEqual([]);
    expect(Math.abs(season.mean) / scale).toBeLessThan(0.2);
    expect(Math.sqrt(season.variance) / scale).toBeLessThan(1.2);
  });

  test('raises hardly an alarm afterwards, where it raised many', () => {
    const streams = [12, 20, 30, 60].flatMap((length) =>
      times(6, (i) => noiseOf(1000 + 10 * length + i, 3000).map((x, t) => (t < length ? x - 8 : x)))
    );
    const of = (options: LevelShiftOptions): number =>
      after(
        streams.map((values) => run(values, options)),
        120
      );
    expect(of(both)).toBeLessThanOrEqual(1);
    expect(of(before)).toBeGreaterThan(10);
  });

  test.each([0.5, 0.8, 0.9])('leaves correlation of %f known: no more alarms than before', (phi) => {
    const streams = times(20, (i) =>
      autoregressive(createRng(i, 62), 2000, 0, phi, Math.sqrt(1 - phi * phi)).map((x, t) => (t < 30 ? x - 8 : x))
    );
    const of = (options: LevelShiftOptions): number =>
      after(
        streams.map((values) => run(values, options)),
        90
      );
    expect(of(both)).toBeLessThanOrEqual(of(before) + 1);
  });
});

describe('first values that come slowly to their level, as on a learning curve', () => {
  const ways: [string, (t: number, length: number) => number][] = [
    ['straight', (t, length) => Math.max(0, 1 - t / length)],
    ['ever slower', (t, length) => Math.exp((-3 * t) / length)],
  ];

  describe.each(ways)('%s', (_way, of) => {
    test.each([
      [-6, 60],
      [-6, 90],
      [-12, 30],
      [-12, 60],
      [8, 90],
    ])(
      'from %i deviations, within %i values: falls of three are found soon, and hardly an alarm is false',
      (size, length) => {
        const streams = times(10, (i) => noiseOf(7 * i + length, 2000).map((x, t) => x + size * of(t, length)));
        const calm = streams.map((values) => run(values, both));
        expect(after(calm, 150)).toBeLessThanOrEqual(1);
        const found = [230, 460].flatMap((fall) =>
          streams
            .map((values) =>
              run(
                values.slice(0, fall + 50).map((x, t) => (t < fall ? x : x - 3)),
                both
              )
            )
            .filter(({ alarms }) => alarms.some((t) => t >= fall))
        );
        expect(found.length).toBeGreaterThanOrEqual(18);
      }
    );
  });

  test('are no part of what is learned: 150 others are', () => {
    const { state } = run(
      noiseOf(5, 180).map((x, t) => x - 8 * Math.max(0, 1 - t / 60)),
      both
    );
    expect(state.known).toBeNull();
    expect(state.early.length).toBeGreaterThan(110);
    expect(Math.min(...state.early)).toBeGreaterThan(-5);
  });

  test.each<[string, (rng: Rng) => number[]]>([
    ['noise', (rng) => normals(rng, 151, 0, 1)],
    ['a trend of a deviation in 30 values', (rng) => normals(rng, 151, 0, 1).map((x, t) => x + t / 30)],
    ['a wave of 168 values', (rng) => normals(rng, 151, 0, 1).map((x, t) => x + 2 * Math.sin((2 * Math.PI * t) / 168))],
    ['neighbours with a correlation of .9', (rng) => autoregressive(rng, 151, 0, 0.9, 0.44)],
    ['a level that stays after a step', (rng) => normals(rng, 151, 0, 1).map((x, t) => (t < 60 ? x : x - 6))],
  ])('are not seen in %s', (_kind, draw) => {
    const seen = times(60, (i) => run(draw(createRng(i, 63)), both)).filter(({ state }) => !state.known);
    expect(seen.length).toBeLessThanOrEqual(2);
  });
});

describe('a new version before the first 150 values are over', () => {
  test('keeps how values vary, not their level: after 150 values all told the shape is known', () => {
    const { state } = run(
      noiseOf(4, 150).map((x, t) => (t < 110 ? x : x + 5)),
      both,
      [110]
    );
    const { origin, unit, scale } = state.known!;
    expect(scale * unit).toBeCloseTo(1, 0);
    expect(origin).toBeCloseTo(5, 0);
  });

  test('goes on with what it knows of correlation: a fall is found that was not, and no more alarms are false', () => {
    const promoted = [110];
    const of = (options: LevelShiftOptions): { found: number; wrong: number } => {
      const runs = times(30, (i) =>
        run(
          autoregressive(createRng(i, 64), 290, 0, 0.8, 0.6).map((x, t) => x + (t < 110 ? 0 : 3) - (t < 240 ? 0 : 3)),
          options,
          promoted
        )
      );
      return {
        found: runs.filter(({ alarms }) => alarms.some((t) => t >= 240)).length,
        wrong: runs.filter(({ alarms }) => alarms.some((t) => t < 240)).length,
      };
    };
    const old = of(before);
    const now = of(both);
    expect(now.found).toBeGreaterThan(old.found + 4);
    expect(now.wrong).toBeLessThanOrEqual(old.wrong + 1);
  });

  test('waits for ten values of the new version', () => {
    const values = noiseOf(8, 160);
    expect(run(values.slice(0, 158), both, [149]).state.known).toBeNull();
    expect(run(values.slice(0, 159), both, [149]).state.known).not.toBeNull();
  });

  test('begins anew where the one before had few values, and never keeps more than a burn-in', () => {
    const begun = run(noiseOf(9, 1000), both, [30, 60, 90]).state;
    expect(begun.known).not.toBeNull();
    expect(run(noiseOf(9, 31), both, [30]).state.early).toHaveLength(1);
    const often = run(
      noiseOf(9, 1000),
      both,
      times(200, (i) => 5 * i + 5)
    ).state;
    expect(often.early.length).toBeLessThan(160);
  });
});

/** Recorded before incidents among the first values were told apart: alarms, and a digest of states. */
test.each<[string, (x: number, t: number) => number, readonly number[], number[], string]>([
  ['an incident', (x, t) => x - (t < 20 ? 8 : 0) - (t < 420 ? 0 : 3), [], [35], '7d5f86e8410b63b5'],
  ['a slow start', (x, t) => x - (t < 60 ? 6 - t / 10 : 0) - (t >= 500 ? 3 : 0), [], [621], 'f0540cddcbbf1ef4'],
  [
    'promotions, before value 150 and after it',
    (x, t) => x - (t < 20 ? 8 : 0) - (t >= 700 ? 3 : 0),
    [60, 110, 400],
    [35, 709],
    '552caa9b2780e5f9',
  ],
])('a policy from before goes on as it went, verdicts and states: %s', (...[, of, promoted, found, digest]) => {
  const rng = createRng(6, 13);
  const hash = createHash('sha256');
  let state = levelShift.init(before);
  const alarms: number[] = [];
  for (let t = 0; t < 1500; t++) {
    if (levelShift.update(state, of(rng.normal(), t), before) === 'drift') alarms.push(t);
    if (promoted.includes(t)) state = levelShift.restart!(state, before);
    if (t % 50 === 0) hash.update(JSON.stringify(state));
  }
  expect(alarms).toEqual(found);
  expect(hash.digest('hex').slice(0, 16)).toBe(digest);
});
