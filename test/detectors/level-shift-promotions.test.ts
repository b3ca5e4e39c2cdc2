import { describe, expect, test } from 'vitest';
import { autoregressive, normals } from '../../bench/detectors/draws.ts';
import { configured } from '../contracts/detector.ts';
import { createRng } from '../../src/stats/rng.ts';
import { levelShift } from '../../src/detectors/level-shift.ts';
import type { Detector } from '../../src/detectors/detector.ts';
import type { LevelShiftOptions } from '../../src/detectors/level-shift/options.ts';
import type { LevelShiftState } from '../../src/detectors/level-shift/state.ts';

const optionsOf = (given: Record<string, unknown>): LevelShiftOptions =>
  configured(levelShift as unknown as Detector, given) as never;
const both = optionsOf({ mode: 'both' });
const down = optionsOf({ mode: 'down' });

const streams = 24;
const promotedAt = 600;

/** Alarms from 20 values after the promotion on, of all streams, and the state in which each ends. */
function lives(
  options: LevelShiftOptions,
  valuesOf: (seed: number) => readonly number[],
  promoted = promotedAt
): { falseAlarms: number; states: LevelShiftState[] } {
  let falseAlarms = 0;
  const states = Array.from({ length: streams }, (_, seed) => {
    let state = levelShift.init(options);
    valuesOf(seed).forEach((x, t) => {
      if (t === promoted) state = levelShift.restart!(state, options);
      if (levelShift.update(state, x, options) === 'drift' && t >= promoted + 20) falseAlarms += 1;
    });
    return state;
  });
  return { falseAlarms, states };
}

const noiseOf = (seed: number, n = 1600): number[] => normals(createRng(seed, 71), n, 0, 1);

describe('a promotion that changes the level', () => {
  test.each([1, 2, 4, -4])('by %i deviations breeds no false alarm, and no wave is seen in it', (size) => {
    const { falseAlarms, states } = lives(both, (seed) => noiseOf(seed).map((x, t) => (t < promotedAt ? x : x + size)));
    expect(falseAlarms).toBe(0);
    expect(states.filter(({ known }) => known!.season.active.length > 0)).toHaveLength(0);
  });

  test.each([
    [4, 10],
    [3, 20],
    [6, 40],
  ])('back, after a fall of %i deviations for %i values that was found, breeds none either', (size, length) => {
    const { falseAlarms } = lives(down, (seed) =>
      noiseOf(seed).map((x, t) => (t >= promotedAt - length && t < promotedAt ? x - size : x))
    );
    expect(falseAlarms).toBe(0);
  });

  test('breeds at most one among neighbours with a correlation of .6', () => {
    const { falseAlarms } = lives(both, (seed) =>
      autoregressive(createRng(seed, 72), 1600, 0, 0.6, 0.8).map((x, t) => (t < promotedAt ? x : x + 3))
    );
    expect(falseAlarms).toBeLessThanOrEqual(1);
  });

  test('leaves a fall of two deviations to be found as soon as ever', () => {
    const fall = 1000;
    const delays = Array.from({ length: streams }, (_, seed) => {
      let state = levelShift.init(down);
      return noiseOf(seed).findIndex((x, t) => {
        if (t === promotedAt) state = levelShift.restart!(state, down);
        const value = (t < promotedAt ? x : x + 4) - (t < fall ? 0 : 2);
        return levelShift.update(state, value, down) === 'drift';
      });
    });
    expect(delays.filter((at) => at >= fall && at < fall + 30)).toHaveLength(streams);
  });

  test('leaves a day that is known where it is, and one that is not to be learned after it', () => {
    const day = (t: number): number => 2 * Math.sin((2 * Math.PI * t) / 24);
    for (const promoted of [600, 30]) {
      const { falseAlarms, states } = lives(
        both,
        (seed) => noiseOf(seed).map((x, t) => x + day(t) + (t < promoted ? 0 : 4)),
        promoted
      );
      expect(states.filter(({ known }) => known!.season.active.length > 0)).toHaveLength(streams);
      if (promoted === 600) expect(falseAlarms).toBe(0);
    }
  });

  test('bred many by a policy from before', () => {
    const { promotions: _, ...before } = both as LevelShiftOptions & { promotions?: boolean };
    const { falseAlarms } = lives(before, (seed) => noiseOf(seed).map((x, t) => (t < promotedAt ? x : x + 4)));
    expect(falseAlarms).toBeGreaterThan(5);
  });
});

describe('a spread that grows while the level stays', () => {
  const wider = (seed: number): number[] => noiseOf(seed, 1000).map((x, t) => (t < 800 ? x : 5 * x));

  test('is told as that for as long as it is learned, with how many times the usual variance it is', () => {
    let state = levelShift.init(both);
    const at = wider(4).findIndex((x) => levelShift.update(state, x, both) === 'drift');
    expect(at).toBeGreaterThanOrEqual(800);
    const told = levelShift.read(state, both);
    expect(told).toMatchObject({ limit: both.spreadLimit, fires: 'above', isOfSpread: true });
    expect(told.statistic).toBeGreaterThan(both.spreadLimit);
    const rest = normals(createRng(5, 71), both.burnIn - 40, 0, 5);
    for (const x of rest.slice(1)) {
      expect(levelShift.update(state, x, both)).toBe('warming-up');
      state = JSON.parse(JSON.stringify(state)) as LevelShiftState;
      expect(levelShift.read(state, both)).toEqual({ ...told, n: expect.any(Number), restsOn: expect.any(Number) });
    }
    levelShift.update(state, rest[0]!, both);
    expect(levelShift.read(state, both).isOfSpread).toBeUndefined();
  });

  test('is told by a policy from before as it was', () => {
    const { promotions: _, ...before } = both as LevelShiftOptions & { promotions?: boolean };
    const state = levelShift.init(before);
    expect(wider(4).findIndex((x) => levelShift.update(state, x, before) === 'drift')).toBeGreaterThanOrEqual(800);
    expect(levelShift.read(state, before)).not.toHaveProperty('isOfSpread');
    expect(state).not.toHaveProperty('spread');
  });

  test('is learned from the values that showed it where no more are asked for', () => {
    const soon = optionsOf({ mode: 'both', burnIn: 40 });
    const state = levelShift.init(soon);
    const at = wider(4).findIndex((x, t) => levelShift.update(state, x, soon) === 'drift' && t >= 800);
    expect(levelShift.update(state, wider(4)[at + 1]!, soon)).toBe('warming-up');
    expect(state.known!.n).toBe(41);
  });
});

test('a text that workers of before have left aside gives way to their lists', () => {
  const { packed: _, ...old } = both as LevelShiftOptions & { packed?: boolean };
  const values = noiseOf(6, 900).map((x, t) => (t < 400 ? x : x + 4));
  const life = (optionsAt: (t: number) => LevelShiftOptions): [number[], LevelShiftState] => {
    const state = levelShift.init(optionsAt(0));
    const alarms = values.flatMap((x, t) => (levelShift.update(state, x, optionsAt(t)) === 'drift' ? [t] : []));
    return [alarms, state];
  };
  const [alarms] = life((t) => (t >= 390 && t < 460 ? old : both));
  expect(alarms).toHaveLength(1);
  expect(alarms[0]).toBeLessThan(430);
});
