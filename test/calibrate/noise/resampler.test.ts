import { describe, expect, it } from 'vitest';
import { autocovariances } from '../../../src/calibrate/noise/autoregression.ts';
import { blockLength } from '../../../src/calibrate/noise/block-length.ts';
import { createRng, type Rng } from '../../../src/stats/rng.ts';
import { processOf, timesOf } from '../processes.ts';
import { resamplerOf } from '../../../src/calibrate/noise/resampler.ts';
import { dayMs, noon } from '../../support/policies.ts';

const name = { metric: 'accuracy', segment: '' };

function correlation(values: Float64Array): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const [zero, one] = autocovariances(
    values.map((x) => x - mean),
    1
  ) as [number, number];
  return one / zero;
}

describe('resamplerOf', () => {
  it.each([0, 0.3, 0.6, 0.9])('keeps mean, deviation and a correlation of neighbours of %s', (rho) => {
    const values = processOf(rho).draw(createRng(1), 20_000, noon);
    const resampler = resamplerOf(name, timesOf(20_000), values);
    const drawn = resampler.draw(createRng(2), 40_000, noon);
    expect(Math.abs(correlation(drawn) - rho)).toBeLessThan(0.03);
    const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
    expect(mean).toBeCloseTo(resampler.mean, 2);
    expect(resampler.sd).toBeGreaterThan(0.009);
    expect(resampler.sd).toBeLessThan(0.011);
    expect(resampler.periods).toEqual([]);
  });

  it('keeps a daily season in its place', () => {
    const values = processOf(0.3, 1).draw(createRng(3), 8_640, noon);
    const resampler = resamplerOf(name, timesOf(8_640), values);
    expect(resampler.periods).toEqual(['day']);
    expect(resampler.sd).toBeLessThan(0.011);
    const from = noon + 1_000 * dayMs;
    const drawn = resampler.draw(createRng(4), 28_800, from);
    const hours = [6, 18].map((hour) => {
      const at = drawn.filter((_, i) => Math.floor(((from + i * 300_000) % dayMs) / 3_600_000) === hour);
      return at.reduce((sum, x) => sum + x, 0) / at.length;
    });
    // The sine of the process is at its top at 6, and at its bottom at 18.
    expect(hours[0]! - hours[1]!).toBeGreaterThan(0.017);
    expect(hours[0]! - hours[1]!).toBeLessThan(0.022);
  });

  it.each([600, 1_000, 5_000])('learns the level of a season from a part of a round too: %s values', (n) => {
    // What the mean of the values is off by itself, as the last day is not a whole one.
    const levels = Array.from({ length: 12 }, (_, seed) => {
      const values = processOf(0, 2).draw(createRng(seed), n, noon);
      const drawn = resamplerOf(name, timesOf(n), values).draw(createRng(4), 20 * 288, noon);
      return drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
    });
    const level = levels.reduce((sum, x) => sum + x, 0) / levels.length;
    expect(Math.abs(level - 0.93)).toBeLessThan(0.01 * (0.02 + 4 / Math.sqrt(12 * n)));
  });

  it.each([2 ** 330, 2 ** -330])('draws the same at any size of the values: times %s', (scale) => {
    const values = processOf(0.3, 1).draw(createRng(3), 2_000, noon);
    const plain = resamplerOf(name, timesOf(2_000), values);
    const scaled = resamplerOf(
      name,
      timesOf(2_000),
      values.map((x) => x * scale)
    );
    const { order, blockLength: length, periods } = plain;
    expect(scaled).toMatchObject({ order, blockLength: length, periods, sd: plain.sd * scale });
    const drawn = scaled.draw(createRng(4), 500, noon);
    expect(drawn.map((x) => x / scale)).toEqual(plain.draw(createRng(4), 500, noon));
  });

  it('draws error bits as bits, at their rate', () => {
    const rng = createRng(5);
    const values = Float64Array.from({ length: 5_000 }, () => Number(rng.uniform() < 0.1));
    const drawn = resamplerOf(name, timesOf(5_000), values).draw(createRng(6), 20_000, noon);
    expect(new Set(drawn)).toEqual(new Set([0, 1]));
    expect(drawn.reduce((sum, x) => sum + x, 0) / 20_000).toBeCloseTo(0.1, 1);
  });

  it.each<[what: string, isOfSeen: boolean, draw: (rng: Rng) => number]>([
    ['error bits, of which there are no others', false, (rng) => Number(rng.uniform() < 0.1)],
    ['levels that are not evenly apart', true, (rng) => [0.5, 0.6, 0.9][rng.int(0, 2)]!],
    ['levels of which the middle one is rare', true, (rng) => [0, 1, 2, 2, 2, 0, 0][rng.int(0, 6)]!],
    ['normal noise that is rounded to its deviation', false, (rng) => Math.round(rng.normal())],
    ['shares of five rows', false, (rng) => [0, 1, 2, 3, 4].filter(() => rng.uniform() < 0.8).length / 5],
  ])('knows whether there may be values that it has not seen: %s', (_, isOfSeen, draw) => {
    const values = [1, 2, 3, 4, 5, 6].map((seed) => {
      const rng = createRng(seed);
      return Float64Array.from({ length: 1_500 }, () => draw(rng));
    });
    const found = values.map((own) => resamplerOf(name, timesOf(1_500), own).isOfSeen);
    expect(found.filter((one) => one === isOfSeen).length).toBeGreaterThanOrEqual(5);
  });

  it('keeps calm and wild times together', () => {
    const rng = createRng(7);
    const values = Float64Array.from(
      { length: 10_000 },
      (_, i) => (Math.floor(i / 100) % 2 === 0 ? 1 : 5) * rng.normal()
    );
    const resampler = resamplerOf(name, timesOf(10_000), values);
    expect(resampler.blockLength).toBeGreaterThan(20);
    const drawn = resampler.draw(createRng(8), 20_000, noon);
    expect(correlation(drawn.map((x) => x * x))).toBeGreaterThan(0.1);
  });
});

describe('blockLength', () => {
  it('is one value for independent noise, and longer the longer its memory is', () => {
    const lengths = [0, 0.5, 0.8].map((rho) =>
      blockLength(
        processOf(rho)
          .draw(createRng(9), 10_000, noon)
          .map((x) => x - 0.93)
      )
    ) as [number, number, number];
    expect(lengths[0]).toBeLessThan(8);
    // Politis and White on AR(1): (2 (G/g)^2)^(1/3) n^(1/3) with G/g = rho / (1 - rho^2) doubled.
    expect(lengths[1]).toBeGreaterThan(15);
    expect(lengths[2]).toBeGreaterThan(lengths[1]);
  });

  it('is 1 for what has no noise or hardly any values', () => {
    expect(blockLength(new Float64Array(100))).toBe(1);
    expect(blockLength(Float64Array.of(1, -1))).toBe(1);
  });
});
