import { describe, expect, it } from 'vitest';
import { countedOf } from '../../../src/calibrate/noise/counted.ts';
import { createRng, type Rng } from '../../../src/stats/rng.ts';
import { noon } from '../../support/policies.ts';
import { relearned } from '../../../src/calibrate/history-error.ts';
import { resamplerOf, type Resampler } from '../../../src/calibrate/noise/resampler.ts';
import { timesOf } from '../processes.ts';

function binomial(rng: Rng, n: number, p: number): number {
  let right = 0;
  for (let row = 0; row < n; row++) right += Number(rng.uniform() < p);
  return right;
}

function poisson(rng: Rng, mean: number): number {
  let [events, time] = [-1, 0];
  do {
    events += 1;
    time -= Math.log(1 - rng.uniform());
  } while (time < mean);
  return events;
}

/** With a mean of 0.9: of 19 numbers the second largest. */
function beta(rng: Rng): number {
  return Array.from({ length: 19 }, () => rng.uniform()).toSorted((a, b) => b - a)[1]!;
}

const drawn = (seed: number, count: number, draw: (rng: Rng) => number): Float64Array => {
  const rng = createRng(seed);
  return Float64Array.from({ length: count }, () => draw(rng));
};

const shares =
  (rows: number): ((rng: Rng) => number) =>
  (rng) =>
    binomial(rng, rows, 0.9) / rows;

describe('countedOf', () => {
  it.each<[kind: string, draw: (rng: Rng) => number]>([
    ['binomial', shares(5)],
    ['binomial', shares(15)],
    ['binomial', shares(40)],
    ['binomial', shares(200)],
    ['beta-binomial', (rng) => binomial(rng, 40, beta(rng)) / 40],
    ['Poisson', (rng) => poisson(rng, 1)],
    ['Poisson', (rng) => poisson(rng, 8)],
    ['negative binomial', (rng) => poisson(rng, -2 * Math.log(rng.uniform() * rng.uniform()))],
  ])('takes what is %s for it, in most histories', (kind, draw) => {
    const kinds = Array.from({ length: 10 }, (_, seed) => countedOf(drawn(seed, 1_500, draw))?.kind);
    expect(kinds.filter((one) => one === kind).length).toBeGreaterThanOrEqual(8);
  });

  it.each<[what: string, draw: (rng: Rng) => number]>([
    ['rounded to two digits', (rng) => Math.round(100 * (0.9 + 0.01 * rng.normal())) / 100],
    ['whole milliseconds', (rng) => Math.round(100 + 3 * rng.normal())],
    ['of two levels', (rng) => (rng.uniform() < 0.5 ? 0.5 : 0.9) + 0.025 * rng.int(0, 2)],
    ['bits', (rng) => Number(rng.uniform() < 0.1)],
    ['smooth', (rng) => 0.9 + 0.02 * rng.normal()],
    ['below 0', (rng) => rng.int(-3, 3)],
    ['shares of 40 rows with an outage', (rng) => (rng.uniform() < 0.003 ? 0 : shares(40)(rng))],
  ])('leaves alone what is no count: %s', (_, draw) => {
    const kinds = Array.from({ length: 10 }, (_, seed) => countedOf(drawn(seed, 1_500, draw))?.kind);
    expect(kinds.filter((kind) => kind === undefined).length).toBeGreaterThanOrEqual(9);
  });

  it.each<[what: string, draw: (rng: Rng) => number]>([
    ['millions in steps of thousands', (rng) => 20_000_000 + 20_000 * Math.round(3 * rng.normal())],
    ['as large as counts ever are, in steps', (rng) => 3_000 * (8 + rng.int(0, 4))],
    ['milliseconds of a clock', (rng) => 1_700_000_000_000 + rng.int(0, 5)],
    ['even numbers', (rng) => 2 * poisson(rng, 4)],
  ])('takes whole numbers that are too large or too far apart for no counts: %s', (_, draw) => {
    expect(countedOf(drawn(1, 400, draw))).toBeUndefined();
  });

  it('takes large counts for such', () => {
    const values = drawn(2, 1_500, (rng) => Math.round(40_000 + 200 * rng.normal()));
    expect(countedOf(values)?.kind).toBe('Poisson');
  });

  it('takes the rows that were sent for the rows of a share', () => {
    const few = drawn(1, 300, (rng) => (36 + 2 * rng.int(0, 1)) / 40);
    expect(new Set(countedOf(drawn(1, 300, shares(40)), 40)!.draw(createRng(2), 2_000)).size).toBeGreaterThan(8);
    expect(countedOf(few, 40)).toBeUndefined();
  });
});

describe('resamplerOf, of shares of few rows and of counts', () => {
  /** Of a thousand values one to two are beyond. */
  it.each<[what: string, metric: string, bound: number, truth: number, draw: (rng: Rng) => number]>([
    ['shares of 5 rows', 'accuracy', 0.5, 0.00856, shares(5)],
    ['shares of 15 rows', 'accuracy', 0.65, 0.00225, shares(15)],
    ['shares of 40 rows', 'accuracy', 0.74, 0.00147, shares(40)],
    ['shares of 200 rows', 'accuracy', 0.8375, 0.00292, shares(200)],
    ['counts around 1', 'errors', 4.5, 0.00366, (rng) => poisson(rng, 1)],
    ['counts around 3', 'errors', 9.5, 0.0011, (rng) => poisson(rng, 3)],
  ])('knows how often values are far out that no history has many of: %s', (_, metric, bound, truth, draw) => {
    const side = metric === 'accuracy' ? -1 : 1;
    const rateOf = (source: Resampler, count: number): number =>
      source.draw(createRng(3), count, noon).filter((x) => side * (x - bound) > 0).length / count;
    const histories = Array.from({ length: 10 }, (_, seed) => {
      const values = drawn(70 + seed, 1_000, draw);
      const source = resamplerOf({ metric, segment: '' }, timesOf(1_000), values);
      // What histories like that one do not know: the whole of calibrate's interval but for the counting.
      const logs = relearned([source], { from: noon, seed: 1 }).map(([again]) =>
        Math.log(rateOf(again!, 20_000) + 1e-5)
      );
      const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
      const sd = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1));
      return { away: Math.abs(Math.log(rateOf(source, 100_000) / truth)), sd };
    });
    expect(histories.filter(({ away, sd }) => away <= 2.2 * Math.hypot(sd, 0.15)).length).toBeGreaterThanOrEqual(9);
    // Not by an interval that would hold anything.
    expect(histories.map(({ sd }) => sd).toSorted((a, b) => a - b)[5]).toBeLessThan(0.5);
  });

  it('draws the very numbers of the history, which a limit at one of them must not tell apart', () => {
    const tenths = drawn(4, 2_000, (rng) => Number((Math.round(10 * (0.5 + 0.1 * rng.normal())) / 10).toFixed(1)));
    const hundredths = drawn(4, 2_000, (rng) => Math.min(1, Math.round(100 * (0.97 + 0.02 * rng.normal())) / 100));
    for (const values of [tenths, hundredths, drawn(4, 2_000, shares(40))]) {
      const seen = new Set(values);
      const again = resamplerOf({ metric: 'accuracy', segment: '' }, timesOf(2_000), values);
      const others = again.draw(createRng(5), 2_000, noon).filter((x) => !seen.has(x));
      for (const x of others) expect([...seen].some((own) => Math.abs(own - x) < 1e-9)).toBe(false);
    }
  });

  it('keeps the spread of rounded values', () => {
    const spread = (values: Float64Array): number => {
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
    };
    const values = drawn(6, 5_000, (rng) => Math.round(rng.normal() + 100));
    const again = resamplerOf({ metric: 'score', segment: '' }, timesOf(5_000), values);
    // Rounded twice they would be 4 % wider.
    expect(spread(again.draw(createRng(7), 50_000, noon)) / spread(values)).toBeCloseTo(1, 2);
  });
});
