import { describe, expect, it } from 'vitest';
import { createRng, type Rng } from '../../../src/stats/rng.ts';
import { gridOf } from '../../../src/calibrate/noise/grid.ts';
import { isRoundedNormal } from '../../../src/calibrate/noise/marginal/rounded-normal.ts';
import { marginalOf } from '../../../src/calibrate/noise/marginal/marginal.ts';

function student(rng: Rng, nu: number): number {
  let squares = 0;
  for (let k = 0; k < nu; k++) squares += rng.normal() ** 2;
  return rng.normal() / Math.sqrt(squares / nu);
}

const drawn = (seed: number, n: number, draw: (rng: Rng) => number): Float64Array => {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => draw(rng));
};

function sdOf(values: Float64Array): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
}

/** The score that one in 10,000 values is beyond. */
const rare = 3.719;

describe('marginalOf', () => {
  it.each<[kind: string, truth: number, draw: (rng: Rng) => number]>([
    ['normal', 3.719, (rng) => rng.normal()],
    ['heavy-tailed', 13.03, (rng) => student(rng, 4)],
    ['of its own shape', 1, (rng) => rng.uniform()],
    ['skewed', 6.42, (rng) => Math.exp(0.5 * rng.normal())],
    ['skewed', -6.42, (rng) => -Math.exp(0.5 * rng.normal())],
    ['of its own shape', 9.21, (rng) => -Math.log(1 - rng.uniform())],
  ])('knows of noise that is %s what is beyond its 2,000 values: near %s', (kind, truth, draw) => {
    const fits = [1, 2, 3, 4, 5, 6, 7].map((seed) => marginalOf(drawn(seed, 2_000, draw)));
    expect(fits.filter((fit) => fit.kind === kind).length).toBeGreaterThanOrEqual(5);
    const side = Math.sign(truth);
    const middle = fits.map((fit) => side * fit.at(side * rare)).toSorted((a, b) => a - b)[3]!;
    expect(middle).toBeGreaterThan(0.85 * Math.abs(truth));
    expect(middle).toBeLessThan(1.2 * Math.abs(truth));
  });

  it('keeps a light skew on its side', () => {
    // The sum of 12 squares has skew 0.8, excess 1.
    const fit = marginalOf(
      drawn(5, 5_000, (rng) => Array.from({ length: 40 }, () => rng.normal() ** 2).reduce((a, b) => a + b))
    );
    expect(fit.kind).toBe('skewed');
    expect(fit.at(3) - 40).toBeGreaterThan(1.3 * (40 - fit.at(-3)));
  });

  it.each([0.3, 0.5, 0.8])('knows the tail of a lognormal of spread %s from 1,000 values, to a tenth', (spread) => {
    const truth = Math.exp(3 * spread);
    const off = Array.from({ length: 9 }, (_, seed) =>
      Math.abs(Math.log(marginalOf(drawn(seed, 1_000, (rng) => Math.exp(spread * rng.normal()))).at(3) / truth))
    ).toSorted((a, b) => a - b);
    expect(off[4]).toBeLessThan(0.1);
    expect(off[7]).toBeLessThan(0.25);
  });

  it.each<[what: string, share: number, draw: (rng: Rng) => number]>([
    ['one in ten of normal noise', 0.1, (rng) => rng.normal()],
    ['half of normal noise', 0.5, (rng) => rng.normal()],
    ['seven in ten of exponential noise', 0.7, (rng) => -Math.log(1 - rng.uniform())],
    // As peaked as normal noise.
    ['two in five of uniform noise', 0.4, (rng) => 2 * rng.uniform() - 1],
    ['a tenth of noise with heavy tails', 0.1, (rng) => student(rng, 5)],
  ])('keeps a value that is exactly the same again and again: %s', (_, share, draw) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const noise = drawn(seed, 1_500, (rng) => (rng.uniform() < share ? 0 : draw(rng)));
      const fit = marginalOf(noise);
      expect(fit.kind).toBe('of its own shape');
      const again = drawn(9, 20_000, (rng) => fit.at(rng.normal()));
      expect(sdOf(again) / sdOf(noise)).toBeCloseTo(1, 1);
      expect(again.filter((x) => x === 0).length / 20_000).toBeCloseTo(share, 1);
    }
  });

  it.each([0.05, 0.2, 0.5])('takes rounded noise for what it is, rounded to %s standard deviations', (step) => {
    const kinds = Array.from(
      { length: 20 },
      (_, seed) => marginalOf(drawn(seed, 3_000, (rng) => step * Math.round(rng.normal() / step))).kind
    );
    expect(kinds.filter((kind) => kind === 'normal').length).toBeGreaterThanOrEqual(15);
    expect(kinds).not.toContain('of its own shape');
  });

  it('rises with the score everywhere', () => {
    const fit = marginalOf(drawn(6, 300, (rng) => rng.normal() ** 3));
    for (let z = -8; z < 8; z += 0.1) expect(fit.at(z + 0.1)).toBeGreaterThanOrEqual(fit.at(z));
  });
});

describe('isRoundedNormal', () => {
  it.each<[what: string, count: number, isOne: boolean, draw: (rng: Rng) => number]>([
    ['a million values', 1_000_000, true, (rng) => Math.max(-3, Math.min(3, Math.round(0.6 * rng.normal())))],
    ['two kinds that differ in their last digit alone', 300, false, (rng) => [0.3, 0.1 + 0.2, 0.5][rng.int(0, 2)]!],
    ['one kind that is far from the others', 300, false, (rng) => [0, 1, 1e12][rng.int(0, 2)]!],
  ])('tells it of %s', (_, count, isOne, draw) => {
    const values = drawn(1, count, draw);
    expect(isRoundedNormal(values, gridOf(values)!)).toBe(isOne);
  });
});
