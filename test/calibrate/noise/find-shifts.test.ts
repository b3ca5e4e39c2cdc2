import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/stats/rng.ts';
import { findShifts, type Shift } from '../../../src/calibrate/noise/find-shifts.ts';
import { processOf, timesOf } from '../processes.ts';
import { noon } from '../../support/policies.ts';

const stepMs = 300_000;

/** With the values from one place to another so many deviations off. */
function shiftsIn(seed: number, n: number, rho: number, drift: { from: number; to: number; sd: number }): Shift[] {
  const values = processOf(rho, 1).draw(createRng(seed), n, noon);
  for (let i = drift.from; i < drift.to; i++) values[i]! += 0.01 * drift.sd;
  return findShifts(timesOf(n), values, stepMs);
}

const none = { from: 0, to: 0, sd: 0 };

describe('findShifts', () => {
  it.each([
    ['a drift inside', 0, { from: 2_000, to: 2_250, sd: -3 }],
    ['one in correlated noise', 0.6, { from: 2_000, to: 2_250, sd: -3 }],
    ['one that lasts to the end', 0, { from: 4_000, to: 5_000, sd: 1 }],
    ['a step in the middle', 0, { from: 2_500, to: 5_000, sd: -1 }],
  ])('finds %s, and where it begins and ends', (_, rho, drift) => {
    const [shift] = shiftsIn(3, 5_000, rho, drift);
    expect(Math.abs((shift!.from - noon) / stepMs - drift.from)).toBeLessThan(30);
    expect(Math.abs((shift!.to - noon) / stepMs - drift.to)).toBeLessThan(30);
    expect(Math.sign(shift!.sd)).toBe(Math.sign(drift.sd));
  });

  it.each([0, 0.6, 0.9])('finds none in noise with a season, rho %s', (rho) => {
    const found = Array.from({ length: 40 }, (_, k) => shiftsIn(k, 2_000, rho, none)).filter((one) => one.length > 0);
    expect(found.length).toBeLessThanOrEqual(1);
  });

  it('takes the long tail of a lognormal for no drift, and finds one in it', () => {
    const inTail = (seed: number, drift: number): Shift[] => {
      const rng = createRng(seed);
      const values = Float64Array.from({ length: 2_000 }, () => Math.exp(rng.normal()));
      for (let i = 1_000; i < 1_150; i++) values[i]! += drift;
      return findShifts(timesOf(2_000), values, stepMs);
    };
    const seeds = Array.from({ length: 40 }, (_, k) => k);
    expect(seeds.filter((seed) => inTail(seed, 0).length > 0).length).toBeLessThanOrEqual(1);
    // Of one standard deviation.
    expect(seeds.filter((seed) => inTail(seed, 2.16).length === 1).length).toBeGreaterThanOrEqual(38);
  });

  it('finds none in fewer values than tell of a level', () => {
    expect(shiftsIn(1, 400, 0, { from: 200, to: 250, sd: -9 })).toEqual([]);
  });
});
