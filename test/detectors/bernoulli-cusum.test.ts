import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bernoulliCusum, type BernoulliCusumOptions } from '../../src/detectors/bernoulli-cusum.ts';
import { bits } from '../../bench/detectors/draws.ts';
import { createRng } from '../../src/stats/rng.ts';
import { distance, readGolden, readStream, type GoldenCase } from './golden.ts';
import { planSide } from '../../src/detectors/bernoulli-cusum/plan.ts';
import { prepared, repeat } from './run.ts';

interface Case extends GoldenCase {
  params: Record<string, unknown>;
  alarms: number[];
  statistics: Record<string, { up: number; down: number; limit: number }>;
}
interface RunLength {
  p: number;
  odds: number;
  every: number;
  limit: number;
  exact: number;
}
const golden = readGolden<Case>('bernoulli_cusum') as unknown as { cases: Case[]; run_lengths: RunLength[] };
const alarmed = (values: readonly number[], given: Record<string, unknown> = {}): number[] =>
  prepared(bernoulliCusum, given).alarms(values);
const rate = (seed: number, before: number, after: number, at = 1000, n = 500): number[] =>
  bits(createRng(seed, 5), at + n, (i) => (i < at ? before : after));
const shareFound = (before: number, after: number, at = 1000): number =>
  Array.from({ length: 40 }, (_, seed) => alarmed(rate(seed, before, after, at)).some((t) => t >= at)).filter(Boolean)
    .length / 40;

describe('agrees with a plain program of its definition', () => {
  test.each(golden.cases)('on $stream with odds of $params.odds', ({ stream, params, alarms, statistics }) => {
    const { state, options } = prepared(bernoulliCusum, { robust: false, ...params });
    const found: number[] = [];
    const wrong: number[] = [];
    readStream(stream).forEach((x, i) => {
      if (bernoulliCusum.update(state, x, options) === 'drift') found.push(i);
      const expected = statistics[String(i)];
      if (!expected) return;
      const pairs = [
        [state.up.value, expected.up],
        [state.down.value, expected.down],
        [state.up.limit, expected.limit],
      ] as const;
      if (pairs.some(([actual, one]) => distance(actual, one) > 1e-8 && Math.abs(actual - one) > 1e-9)) wrong.push(i);
    });
    expect(found).toEqual(alarms);
    expect(wrong).toEqual([]);
  });
});

describe('its limit', () => {
  test.each(golden.run_lengths)('keeps its word at a rate of $p for $every values', (row) => {
    const { limit } = planSide(0, 0, 1, 1, { odds: row.odds, every: row.every, caution: 0, p0: row.p });
    expect(distance(limit, row.limit)).toBeLessThan(1e-7);
    expect(row.exact / row.every).toBeGreaterThan(0.97);
    expect(row.exact / row.every).toBeLessThan(1.2);
  });

  test('is further away the less the usual rate is known', () => {
    const options = { odds: 1.6, every: 1e5, caution: 0.6 };
    const [few, many] = [planSide(10, 100, 1, 1, options), planSide(1000, 10_000, 1, 1, options)];
    expect(few.one).toBeLessThan(many.one);
    expect(few.zero).toBeLessThan(many.zero);
  });
});

describe('what it finds at its defaults', () => {
  test('a rate of .1 that becomes .15 in four of ten streams at least within 500, and .2 in nearly all', () => {
    expect(shareFound(0.1, 0.15)).toBeGreaterThanOrEqual(0.4);
    expect(shareFound(0.1, 0.2)).toBeGreaterThanOrEqual(0.95);
  });

  test('an improvement too, unless only rises are watched; then it becomes the new level', () => {
    const values = [...rate(1, 0.3, 0.1), ...bits(createRng(8), 400, () => 0.3)];
    expect(alarmed(values)[0]).toBeGreaterThan(1000);
    const up = alarmed(values, { mode: 'up' });
    expect(up[0]).toBeGreaterThan(1500);
    expect(up[0]).toBeLessThan(1700);
  });

  test('the next change after an alarm as well, from the level that began where the sum left zero', () => {
    const values = [...rate(2, 0.05, 0.3), ...bits(createRng(9), 300, () => 0.7)];
    const found = alarmed(values);
    expect(found.some((t) => t >= 1000 && t < 1100)).toBe(true);
    expect(found.some((t) => t >= 1500 && t < 1600)).toBe(true);
  });
});

describe('what is no change', () => {
  test.each([0.02, 0.1, 0.3, 0.5])('60,000 bits at a rate of %f raise hardly an alarm', (p) => {
    const all = [1, 2, 3].flatMap((seed) => alarmed(bits(createRng(seed, 3), 20_000, () => p)));
    expect(all.length).toBeLessThanOrEqual(5);
  });

  test('errors that come three at a time raise far fewer than if their number alone counted', () => {
    const sticky = (seed: number): number[] => {
      const rng = createRng(seed, 4);
      return Array.from({ length: 3000 }, () => (rng.uniform() < 0.04 ? [1, 1, 1] : [0, 0, 0])).flat();
    };
    const all = [1, 2, 3, 4].flatMap((seed) => alarmed(sticky(seed)));
    expect(all.length).toBeLessThanOrEqual(8);
    const { state, verdicts } = prepared(bernoulliCusum);
    verdicts(sticky(1));
    expect(state.dispersion.phi).toBeGreaterThan(2);
  });

  test('values that are no bits count as the nearest', () => {
    expect(alarmed([...repeat(0.2, 500), ...repeat(-1e300, 3), ...repeat(1e300, 2), ...repeat(0.2, 200)])).toEqual([]);
  });
});

describe('an incident among the first values', () => {
  const incidents: [number, number][] = [
    [0.5, 100],
    [0.9, 60],
    [1, 200],
    [0.3, 500],
  ];
  const phiOf = (rate0: number, length: number, given: Record<string, unknown>): number => {
    const { state, verdicts } = prepared(bernoulliCusum, given);
    verdicts(bits(createRng(7, 6), 1500, (i) => (i < length ? rate0 : 0.1)));
    return state.dispersion.phi;
  };

  test.each(incidents)('of a rate of %f, %i values long, hides no rise later', (rate0, length) => {
    const found = (given: Record<string, unknown>): number =>
      Array.from({ length: 40 }, (_, seed) => {
        const values = bits(createRng(seed, 7), 2000, (i) => (i < length ? rate0 : i < 1500 ? 0.1 : 0.15));
        return alarmed(values, { mode: 'up', ...given }).some((t) => t >= 1500);
      }).filter(Boolean).length;
    expect(found({})).toBeGreaterThanOrEqual(15);
    if (rate0 >= 0.5) expect(found({ robust: false })).toBeLessThanOrEqual(4);
  });

  test('teaches nothing of the dispersion, one later little, and what comes in clusters as much as before', () => {
    expect(phiOf(1, 200, {})).toBeLessThan(1.5);
    expect(phiOf(1, 200, { robust: false })).toBeGreaterThan(50);
    const late = prepared(bernoulliCusum);
    late.verdicts(bits(createRng(3, 8), 4000, (i) => (i >= 2000 && i < 2150 ? 0.8 : 0.1)));
    expect(late.state.dispersion.phi).toBeLessThan(1.6);
    const rng = createRng(5, 9);
    const clusters = Array.from({ length: 2000 }, () => repeat(rng.uniform() < 0.1 ? 1 : 0, 5)).flat();
    const [own, old] = [{}, { robust: false }].map((given) => {
      const { state, verdicts } = prepared(bernoulliCusum, given);
      verdicts(clusters);
      return state.dispersion.phi;
    });
    expect(own! / old!).toBeGreaterThan(0.8);
    expect(own! / old!).toBeLessThan(1.25);
  });
});

/** Recorded before there was a choice: alarms, and a digest of states. */
test.each([
  ['up', [3043], 'e01e97a98180bc3f'],
  ['both', [171, 3043], '08b3966cc4e474ce'],
] as const)('a policy from before goes on as it went, verdicts and states: %s', (mode, found, digest) => {
  const { robust: _, ...options } = prepared(bernoulliCusum, { mode }).options;
  const rng = createRng(6, 10);
  const hash = createHash('sha256');
  let state = bernoulliCusum.init(options);
  const alarms: number[] = [];
  for (let t = 0; t < 4000; t++) {
    const p = t < 100 ? 0.5 : t < 2500 ? 0.1 : 0.3;
    if (bernoulliCusum.update(state, rng.uniform() < p ? 1 : 0, options) === 'drift') alarms.push(t);
    if (t === 1200) state = bernoulliCusum.restart!(state, options);
    if (t % 50 === 0) hash.update(JSON.stringify(state));
  }
  expect(alarms).toEqual(found);
  expect(hash.digest('hex').slice(0, 16)).toBe(digest);
});

test('a new version keeps what is known of the dispersion, and learns its rate anew', () => {
  const { state, options, verdicts } = prepared(bernoulliCusum);
  verdicts(Array.from({ length: 4000 }, (_, i) => (Math.floor(i / 5) % 8 === 0 ? 1 : 0)));
  const before = JSON.stringify(state);
  const own = bernoulliCusum.restart!(state, options);
  expect(JSON.stringify(state)).toBe(before);
  expect(own.dispersion.phi).toBe(state.dispersion.phi);
  expect(own).toMatchObject({ n: 0, sum: 0 });
  const fresh = bits(createRng(4), 300, () => 0.5).map((x) => bernoulliCusum.update(own, x, options));
  expect(fresh).not.toContain('drift');
});

test('a rate that is given is not learned, and judged from the first value on', () => {
  const { options, state, verdicts } = prepared(bernoulliCusum, {
    p0: 0.1,
    every: 1000,
  } satisfies Partial<BernoulliCusumOptions>);
  expect(verdicts([0])).toEqual(['stable']);
  expect(verdicts(repeat(1, 30)).indexOf('drift')).toBeLessThan(15);
  expect(bernoulliCusum.read(state, options).limit).toBeGreaterThan(1);
});
