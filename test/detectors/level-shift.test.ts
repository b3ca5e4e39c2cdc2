import { describe, expect, test } from 'vitest';
import { autoregressive, normals } from '../../bench/detectors/draws.ts';
import { describeLevelDetector, levelDetector } from '../contracts/level-detector.ts';
import { configured, noise } from '../contracts/detector.ts';
import { createRng, type Rng } from '../../src/stats/rng.ts';
import { levelShift } from '../../src/detectors/level-shift.ts';
import { periods } from '../../src/detectors/level-shift/periods.ts';
import type { Detector } from '../../src/detectors/detector.ts';

const { alarms, step } = levelDetector(levelShift as unknown as Detector);

/** Share of seeds whose stream raises an alarm. */
const share = (count: number, draw: (rng: Rng) => number[]): number =>
  Array.from({ length: count }, (_, seed) => alarms(draw(createRng(seed, 77))).length > 0).filter(Boolean).length /
  count;

describeLevelDetector(levelShift as unknown as Detector);

describe('the default detection for metrics', () => {
  test.each([60, 120, 149, 150, 151, 160, 500, 2000])('finds a fall of 4 deviations at value %i', (at) => {
    const [first] = alarms(step(at, 100, -0.04));
    expect(first).toBeGreaterThanOrEqual(at);
    expect(first).toBeLessThan(at + 20);
  });

  test('finds a fall of 2 deviations within 15 values and one of half a deviation within 300', () => {
    expect(alarms(step(1000, 100, -0.02))[0]).toBeLessThan(1015);
    const [small] = alarms(step(1000, 300, -0.005));
    expect(small).toBeGreaterThan(1000);
  });

  test('finds the same at any scale and offset', () => {
    const values = step(400, 100, -0.03);
    expect(alarms(values.map((x) => 1e6 + 1e4 * x))).toEqual(alarms(values));
    expect(alarms(values.map((x) => 1e-9 * x))).toEqual(alarms(values));
  });

  test('watches on at once after an alarm: the next change is found as fast as the first', () => {
    const values = [...step(400, 60, -0.04), ...noise(60, levelShift, 0.85, 6)];
    const [first, second] = alarms(values);
    expect(first).toBeLessThan(412);
    expect(second).toBeGreaterThanOrEqual(460);
    expect(second).toBeLessThan(475);
  });
});

describe('what is no change of level', () => {
  test.each([
    ['3 values at -30 deviations', 3, -30],
    ['8 values at -10 deviations', 8, -10],
    ['5 values at 6 deviations', 5, 6],
  ])('a burst of %s', (_, length, height) => {
    const values = noise(3000, levelShift, 0.93, 21).map((x, i) => (i % 300 < 300 - length ? x : x + 0.01 * height));
    expect(alarms(values)).toEqual([]);
  });

  test('a burst of 8 values at -10 deviations after a start, whatever chance puts next to it', () => {
    const alarmed = share(300, (rng) => {
      const from = rng.int(0, 399);
      return normals(rng, 500, 0, 1).map((x, i) => ((i + from) % 400 < 8 && i > 40 ? x - 10 : x));
    });
    expect(alarmed).toBeLessThanOrEqual(0.015);
  });

  test.each([0, 1, 2])('the end of a burst of 8 values at -10 deviations that began at value %i', (from) => {
    const alarmedWith = (given: Record<string, unknown>): number => {
      const options = configured(levelShift as unknown as Detector, { mode: 'both', ...given });
      return Array.from({ length: 100 }, (_, seed) => {
        const state = levelShift.init(options as never);
        const values = normals(createRng(seed, 78), 150, 0, 1);
        return values.some((x, i) => {
          const isBurst = i >= from && i < from + 8;
          return levelShift.update(state, isBurst ? x - 10 : x, options as never) === 'drift';
        });
      }).filter(Boolean).length;
    };
    expect(alarmedWith({})).toBeLessThanOrEqual(1);
    expect(alarmedWith({ burstFirst: false })).toBeGreaterThan(30);
  });

  test('a burst is a change when it lasts', () => {
    const values = noise(600, levelShift, 0.93, 21).map((x, i) => (i < 500 ? x : x - 0.1));
    expect(alarms(values)[0]).toBe(509);
  });

  test.each([0.5, 0.8])('the wandering of neighbours with a correlation of %f after a start', (phi) => {
    expect(share(60, (rng) => autoregressive(rng, 500, 0, phi, 1))).toBeLessThanOrEqual(0.05);
  });

  test.each([24, 96, 168])('a wave of %i values once three rounds were seen', (period) => {
    const wave = (rng: Rng): number[] =>
      normals(rng, 3000, 0, 1).map((x, i) => x + 2 * Math.sin((2 * Math.PI * i) / period));
    const late = [1, 2, 3].flatMap((seed) => alarms(wave(createRng(seed))).filter((at) => at > 3.5 * period));
    expect(late).toEqual([]);
  });

  test('a spread half as large again', () => {
    const values = normals(createRng(5), 3000, 0, 1).map((x, i) => (Math.floor(i / 500) % 2 ? 1.5 : 1) * x);
    expect(alarms(values)).toEqual([]);
  });
});

describe('a spread that comes and goes with its neighbours', () => {
  test.each([
    ['a moving average of ten', (rng: Rng) => movingAverage(rng, 5000)],
    ['a pseudo-cycle of 12', (rng: Rng) => secondOrder(rng, 5000)],
    ['a variance that triples for 700 values, and back', (rng: Rng) => tripling(rng, 5000)],
  ])('raises hardly an alarm: %s', (_, draw) => {
    const all = Array.from({ length: 8 }, (_, seed) => alarms(draw(createRng(seed + 9, 31)))).flat();
    expect(all.length).toBeLessThanOrEqual(1);
  });
});

test('a fall of one deviation of small counts is found, though most of them lie on the far side', () => {
  const found = Array.from({ length: 12 }, (_, seed) => {
    const rng = createRng(seed, 41);
    const counts = Array.from({ length: 1200 }, () => Number(rng.uniform() < 0.4) + Number(rng.uniform() < 0.1));
    return alarms(counts.map((x, i) => (i < 1000 ? x : x - 0.6))).some((at) => at >= 1000);
  }).filter(Boolean);
  expect(found.length).toBeGreaterThanOrEqual(11);
});

test('a spread of three times is a change', () => {
  const values = normals(createRng(5), 1000, 0, 1).map((x, i) => (i < 500 ? 1 : 3) * x);
  expect(alarms(values)[0]).toBeGreaterThan(500);
});

test('a season is taken out by its own period, and a fall of 1 deviation under it is found', () => {
  const options = configured(levelShift as unknown as Detector, {}) as never;
  const state = levelShift.init(options);
  const values = normals(createRng(9), 1300, 0, 1).map(
    (x, i) => x + 2 * Math.sin((2 * Math.PI * i) / 24) - (i < 1000 ? 0 : 1)
  );
  const found = values.flatMap((x, i) => (levelShift.update(state, x, options) === 'drift' ? [i] : []));
  expect(state.known!.season.active.map((j) => periods[j])).toContain(24);
  expect(found[0]).toBeGreaterThan(1000);
  expect(found[0]).toBeLessThan(1080);
});

describe('after a new version', () => {
  const options = configured(levelShift as unknown as Detector, {}) as never;
  const taught = (values: readonly number[]): ReturnType<typeof levelShift.init> => {
    const state = levelShift.init(options);
    for (const x of values) levelShift.update(state, x, options);
    return state;
  };
  const alarmsFrom = (
    state: ReturnType<typeof levelShift.init>,
    values: readonly number[],
    given = options
  ): number[] => {
    const own = levelShift.restart!(state, given);
    return values.flatMap((x, i) => (levelShift.update(own, x, given) === 'drift' ? [i] : []));
  };

  test('a fall is found at once, as shape and scale are known; any level is fine', () => {
    const state = taught(noise(1000, levelShift, 0.93, 3));
    const before = JSON.stringify(state);
    const values = [...noise(40, levelShift, 0.7, 4), ...noise(60, levelShift, 0.68, 5)];
    const [first] = alarmsFrom(state, values);
    expect(first).toBeGreaterThanOrEqual(40);
    expect(first).toBeLessThan(60);
    expect(JSON.stringify(state)).toBe(before);
  });

  test('correlation is known: a start raises hardly any alarm that a wanderer alone would raise', () => {
    const state = taught(autoregressive(createRng(3, 1), 3000, 0, 0.8, 1));
    const alarmed = Array.from({ length: 60 }, (_, i) =>
      alarmsFrom(state, autoregressive(createRng(100 + i, 2), 500, 5, 0.8, 1))
    ).filter(({ length }) => length > 0);
    expect(alarmed.length).toBeLessThanOrEqual(2);
  });

  test('a season is known, and goes on in its phase', () => {
    const wave = (from: number, n: number, seed: number): number[] =>
      normals(createRng(seed), n, 0, 1).map((x, i) => x + 2 * Math.sin((2 * Math.PI * (from + i)) / 24));
    const state = taught(wave(0, 1000, 9));
    const own = levelShift.restart!(state, options);
    expect(own.known!.season.active.map((j) => periods[j])).toContain(24);
    expect(alarmsFrom(state, wave(1000, 500, 10))).toEqual([]);
  });

  test('an incident that is learned as normal ends with it: the next fall is found', () => {
    const down = configured(levelShift as unknown as Detector, { mode: 'down' }) as never;
    const state = taught(noise(1000, levelShift, 0.93, 3));
    const values = [
      ...noise(200, levelShift, 0.85, 4),
      ...noise(200, levelShift, 0.93, 5),
      ...noise(60, levelShift, 0.88, 6),
    ];
    const [first] = alarmsFrom(state, values, down);
    expect(first).toBeGreaterThanOrEqual(400);
    expect(first).toBeLessThan(415);
  });

  test('knows nothing yet where the burn-in was not over, by a policy from before early values were kept', () => {
    const { incidents: _, ...before } = options as object & { incidents: boolean };
    const own = levelShift.restart!(taught(noise(50, levelShift)), before as never);
    expect(own).toMatchObject({ t: 50, known: null, early: [] });
  });
});

function movingAverage(rng: Rng, n: number): number[] {
  const e = normals(rng, n + 10, 0, 1);
  return Array.from({ length: n }, (_, i) => e.slice(i, i + 10).reduce((sum, x) => sum + x, 0));
}

function secondOrder(rng: Rng, n: number): number[] {
  const past = [0, 0] as [number, number];
  return normals(rng, n, 0, 1).map((e) => {
    const x = 1.56 * past[0] - 0.81 * past[1] + e;
    past[1] = past[0];
    past[0] = x;
    return x;
  });
}

function tripling(rng: Rng, n: number): number[] {
  return normals(rng, n, 0, 1).map((x, i) => (Math.floor(i / 700) % 2 ? Math.sqrt(3) : 1) * x);
}

test('a policy from before clusters were told apart goes on as it went', () => {
  const { clusters: _, ...before } = configured(levelShift as unknown as Detector, {});
  const off = { ...before, clusters: false };
  const run = (options: object): number[] => {
    const state = levelShift.init(options as never);
    return secondOrder(createRng(12, 31), 5000).flatMap((x, i) =>
      levelShift.update(state, x, options as never) === 'drift' ? [i] : []
    );
  };
  expect(run(before)).toEqual(run(off));
  expect(run(before)).toHaveLength(3);
  expect(run({ ...before, clusters: true })).toEqual([]);
});
