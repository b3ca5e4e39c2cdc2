import { createHash } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { createRng } from '../../../src/stats/rng.ts';
import { evenOut, type Evened } from '../../../src/core/detection/even-out.ts';
import { levelShift } from '../../../src/detectors/level-shift.ts';
import { resolveOptions } from '../../../src/detectors/options.ts';
import type { LevelShiftOptions } from '../../../src/detectors/level-shift/options.ts';
import type { Sampled } from '../../../src/stats/sampled.ts';
import type { Track } from '../../../src/core/state/state.ts';

type RowsAt = (t: number, chance: number) => number;

const now = { alpha: 0.2, settledRows: true } as const;
const before = { alpha: 0.2 };
const share = (n: number): Sampled => ({ n, variance: null, isShare: true });
const fresh = (): Track => ({ n: 0, last: 0, firstAt: 0, lastAt: 0, ewma: 0, slots: [] });
const resolved = resolveOptions(levelShift, {});
const options = ('options' in resolved ? resolved.options : {}) as unknown as LevelShiftOptions;

/** Shares of .9 of so many rows, as they go to the detectors. */
function evened(seed: number, policy: typeof before, rowsAt: RowsAt, to = 3000): Evened[] {
  const rng = createRng(seed, 31);
  const track = fresh();
  return Array.from({ length: to }, (_, t) => {
    const n = rowsAt(t, rng.uniform());
    return evenOut(track, policy, 0.9 + Math.sqrt(0.09 / n) * rng.normal(), share(n));
  });
}

function alarmsOf(values: readonly Evened[]): number {
  const state = levelShift.init(options);
  return values.filter(({ value }) => levelShift.update(state, value, options) === 'drift').length;
}

describe.each([
  ['falls for good early', (t: number) => (t < 600 ? 500 : 50)],
  ['falls for good late', (t: number) => (t < 2000 ? 500 : 50)],
  ['falls for some time', (t: number) => (t >= 1500 && t < 1800 ? 50 : 500)],
] as const)('rows whose number %s', (...[, rowsAt]) => {
  it('are no change of level or spread, where each stream raised an alarm before', () => {
    const seeds = [1, 2, 3, 4, 5, 6];
    expect(seeds.map((seed) => alarmsOf(evened(seed, before, rowsAt))).every((n) => n > 0)).toBe(true);
    expect(seeds.filter((seed) => alarmsOf(evened(seed, now, rowsAt)) > 0).length).toBeLessThanOrEqual(1);
  });
});

describe('one huge number of rows', () => {
  it.each([0, 1, 400])('leaves the weight of what follows as it was: at value %i', (at) => {
    const pulls = evened(7, now, (t) => (t === at ? 1e6 : 100)).map(({ pull }) => pull);
    const most = at < 2 ? 60 : at + 1;
    expect(Math.min(...pulls.slice(most))).toBeGreaterThan(0.8);
    const old = evened(7, before, (t) => (t === at ? 1e6 : 100)).map(({ pull }) => pull);
    expect(Math.min(...old.slice(most))).toBeLessThan(0.2);
  });

  it('now and then moves the usual number by a few percent', () => {
    const values = evened(8, now, (_, chance) => (chance < 0.01 ? 1e5 : 100));
    expect(Math.min(...values.slice(100).map(({ pull }) => pull))).toBeGreaterThan(0.9);
  });
});

it('a lasting fall changes the weight as slowly as detectors learn', () => {
  const pulls = evened(9, now, (t) => (t < 1000 ? 500 : 50), 8000).map(({ pull }) => pull);
  expect(pulls[1000]).toBeCloseTo(Math.sqrt(0.1), 2);
  expect(pulls[1100]).toBeLessThan(0.4);
  expect(pulls[7999]).toBeGreaterThan(0.85);
});

it('a stream that was followed the other way goes on with what it knows', () => {
  const track = fresh();
  for (let t = 0; t < 100; t++) evenOut(track, before, 0.9, share(100));
  const { usual } = track.rows!;
  expect(track.rows).not.toHaveProperty('seen');
  evenOut(track, now, 0.9, share(1e6));
  expect(track.rows!.usual).toBeLessThan(1.5 * usual);
  expect(track.rows!.seen).toBe(21);
});

/** Recorded before there was a choice. */
test('a policy from before goes on as it went', () => {
  const values = evened(3, before, (t, chance) => (t % 97 === 0 ? 1e5 : Math.round(5 + 400 * chance)), 1000);
  expect(createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16)).toBe('5439151b0c748571');
});
