import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/stats/rng.ts';
import { findSeason, unseenPeriods } from '../../../src/calibrate/noise/season.ts';
import { processOf, timesOf } from '../processes.ts';
import { dayMs, noon } from '../../support/policies.ts';

const stepMs = 300_000;

/** How many of so many histories are said to have a season, and which. */
function seasonsIn(histories: number, observations: number, rho: number, size: number): (string[] | undefined)[] {
  return Array.from({ length: histories }, (_, k) => {
    const values = processOf(rho, size).draw(createRng(70 + k, observations), observations, noon);
    return findSeason(
      timesOf(observations),
      values.map((x) => (x - 0.93) / 0.01),
      stepMs
    )?.periods;
  });
}

describe('findSeason', () => {
  it.each([
    [1_000, 0],
    [1_000, 0.6],
    [600, 0.6],
  ])('finds one in no more than chance of noise: %s values, rho %s', (observations, rho) => {
    const found = seasonsIn(100, observations, rho, 0).filter(Boolean);
    expect(found.length).toBeLessThanOrEqual(4);
  });

  it.each([
    [600, 0, 1],
    [600, 0.6, 1],
    [1_000, 0.6, 1],
    [5_000, 0.9, 1],
  ])('finds that of a day in %s values, rho %s', (observations, rho, size) => {
    const found = seasonsIn(10, observations, rho, size);
    expect(found.filter((periods) => periods?.includes('day')).length).toBeGreaterThanOrEqual(9);
  });

  it('says nothing of a period of which less than two rounds were seen, and names it', () => {
    expect(seasonsIn(5, 400, 0, 1)).toEqual(Array(5).fill(undefined));
    expect(unseenPeriods(400 * stepMs, stepMs)).toEqual(['day', 'week']);
    expect(unseenPeriods(2 * dayMs, stepMs)).toEqual(['week']);
    expect(unseenPeriods(300 * dayMs, dayMs)).toEqual([]);
  });
});
