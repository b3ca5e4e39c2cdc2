import { expect, test } from 'vitest';
import { createRng, type Rng } from '../../src/stats/rng.ts';
import { levelShift } from '../../src/detectors/level-shift.ts';
import { resolveOptions } from '../../src/detectors/options.ts';
import type { LevelShiftOptions } from '../../src/detectors/level-shift/options.ts';

type Draw = (t: number, before: number) => number;

const most = 4096;
const resolved = resolveOptions(levelShift, {});
const options = ('options' in resolved ? resolved.options : {}) as unknown as LevelShiftOptions;
/** The same policy from before newest values were packed. */
const { packed: _, ...before } = options;

const wave = (t: number, period: number): number => 2 * Math.sin((2 * Math.PI * t) / period);
const cauchy = (rng: Rng): number => rng.normal() / rng.normal();

const streams: Record<string, (rng: Rng) => Draw> = {
  noise: (rng) => () => rng.normal(),
  'a random walk': (rng) => (_t, last) => last + rng.normal(),
  'a random walk of 1e12': (rng) => (t, last) => (t === 0 ? 1e12 : last) + 1e9 * rng.normal(),
  'a random walk of 1e-9': (rng) => (t, last) => (t === 0 ? 1e-9 : last) + 1e-12 * rng.normal(),
  'a geometric walk': (rng) => (t, last) => (t === 0 ? 1 : last) * Math.exp(0.1 * rng.normal()),
  'growth without end': (rng) => (t) => Math.exp(t / 100) * (1 + 0.1 * rng.normal()),
  'a correlation of .99': (rng) => (_t, last) => 0.99 * last + rng.normal(),
  'heavy tails': (rng) => () => cauchy(rng),
  'very heavy tails': (rng) => () => cauchy(rng) ** 3,
  'a walk with heavy tails': (rng) => (_t, last) => last + cauchy(rng),
  'values of 1e12': (rng) => () => 1e12 * (1 + 0.01 * rng.normal()),
  'values of 1e-9': (rng) => () => 1e-9 * (1 + 0.01 * rng.normal()),
  'values that take the most characters': (rng) => () => -1e-123 * (1 + rng.uniform()),
  'values of 1e300 on both sides': (rng) => () => 1e300 * rng.normal(),
  'a constant that becomes a walk': (rng) => (t, last) => (t < 200 ? 1 : last + rng.normal()),
  'days, hourly': (rng) => (t) => rng.normal() + wave(t, 24),
  'days and weeks, hourly': (rng) => (t) => rng.normal() + wave(t, 24) + wave(t, 168),
  'days, every five minutes': (rng) => (t) => rng.normal() + wave(t, 288),
  'weeks, daily': (rng) => (t) => rng.normal() + wave(t, 7),
  'weekends, hourly': (rng) => (t) => rng.normal() - (t % 168 < 48 ? 5 : 0),
  incidents: (rng) => (t) => rng.normal() - (t % 300 > 240 ? 8 : 0),
  'levels far apart': (rng) => (t) => rng.normal() + 1e5 * ((t >> 6) % 3),
  'error bits': (rng) => () => (rng.uniform() < 0.1 ? 1 : 0),
  'shares of 7 to 300 rows': (rng) => () => {
    const n = rng.int(7, 300);
    return Math.round(n * Math.min(1, 0.9 + (0.3 * rng.normal()) / Math.sqrt(n))) / n;
  },
};

test.each(Object.keys(streams))(
  'the state never takes more than 4 KiB, and judges as one that is not packed: %s',
  (name) => {
    for (const mode of ['both', 'down'] as const) {
      const draw = streams[name]!(createRng(17, mode.length));
      const own = { ...options, mode };
      const old = { ...before, mode };
      let state = levelShift.init(own);
      let plain = levelShift.init(old);
      let largest = 0;
      let x = 0;
      for (let t = 0; t < 2000; t++) {
        if (t % 800 === 799) [state, plain] = [levelShift.restart!(state, own), levelShift.restart!(plain, old)];
        x = draw(t, x);
        const verdict = levelShift.update(state, x, own);
        if (verdict !== levelShift.update(plain, x, old)) expect.fail(`another verdict at value ${t}`);
        const text = JSON.stringify(state);
        largest = Math.max(largest, Buffer.byteLength(text));
        if (t % 13 === 0) {
          expect(levelShift.read(state, own)).toEqual(levelShift.read(plain, old));
          state = JSON.parse(text) as typeof state;
        }
      }
      expect(largest).toBeLessThanOrEqual(most);
    }
  }
);

test('a state from before is not packed, and was larger on random walks', () => {
  let largest = 0;
  for (const seed of [500, 501, 502]) {
    const rng = createRng(seed, 9);
    const state = levelShift.init(before);
    for (let t = 0, x = 0; t < 4000; t++) {
      x += rng.normal();
      levelShift.update(state, x, before);
      largest = Math.max(largest, JSON.stringify(state).length);
    }
    expect(state).not.toHaveProperty('packed');
  }
  expect(largest).toBeGreaterThan(most);
});
