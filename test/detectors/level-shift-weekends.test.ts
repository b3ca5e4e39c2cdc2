import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { autoregressive, normals } from '../../bench/detectors/draws.ts';
import { configured } from '../contracts/detector.ts';
import { createRng, type Rng } from '../../src/stats/rng.ts';
import { levelShift } from '../../src/detectors/level-shift.ts';
import type { Detector } from '../../src/detectors/detector.ts';
import type { LevelShiftOptions } from '../../src/detectors/level-shift/options.ts';
import type { LevelShiftState } from '../../src/detectors/level-shift/state.ts';

const optionsOf = (given: Record<string, unknown> = {}): LevelShiftOptions =>
  configured(levelShift as unknown as Detector, given) as never;

const newer = 'weekends packed burstFirst promotions closerLook wholeDays wholeBursts farLevels trends'.split(' ');
/** The same policy from before weekends were learned. */
const before = (options: LevelShiftOptions): LevelShiftOptions =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !newer.includes(name))) as never;
const both = optionsOf({ mode: 'both' });
const down = optionsOf({ mode: 'down' });

interface Run {
  alarms: number[];
  state: LevelShiftState;
}

/** @param promotes whether every alarm brings a new version at once */
function run(values: readonly number[], options: LevelShiftOptions, promotes = false): Run {
  let state = levelShift.init(options);
  const alarms: number[] = [];
  values.forEach((x, t) => {
    if (levelShift.update(state, x, options) !== 'drift') return;
    alarms.push(t);
    if (promotes) state = levelShift.restart!(state, options);
  });
  return { alarms, state };
}

const noiseOf = (seed: number, n: number): number[] => normals(createRng(seed, 5), n, 0, 1);

/** Noise that lies lower within spans of time. */
function lowered(seed: number, n: number, size: number, spans: readonly (readonly [number, number])[]): number[] {
  return noiseOf(seed, n).map((x, t) => (spans.some(([from, to]) => t >= from && t < to) ? x - size : x));
}

/** An hour a value, two days of seven lower. */
function weekend(seed: number, n: number, size = 2, comes: (week: number) => boolean = () => true): number[] {
  const rng = createRng(seed, 168);
  const from = rng.int(0, 167);
  return normals(rng, n, 0, 1).map((x, t) =>
    (t + from) % week < 48 && comes(Math.floor((t + from) / week)) ? x - size : x
  );
}

const week = 168;
const after = (runs: readonly Run[], from: number): number =>
  runs.flatMap(({ alarms }) => alarms).filter((t) => t >= from).length;
const times = <T>(n: number, of: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => of(i));
const ways = [
  ['none', both, false],
  ['at every alarm', down, true],
] as const;

describe.each(ways)('incidents, with a new version %s', (_, options, promotes) => {
  test.each([500, 1000, 2000, 3000])('one from value %i on that ends teaches nothing', (start) => {
    const alarms = [60, 100, 150].flatMap((length) =>
      [2, 4, 6].flatMap((size) =>
        times(3, (i) => {
          const values = lowered(start + length + 10 * size + i, start + length + 1000, size, [
            [start, start + length],
          ]);
          const { alarms: found, state } = run(values, options, promotes);
          expect(state.known?.season.week).toBeUndefined();
          return found.filter((t) => t >= start + length + 30).length;
        })
      )
    );
    expect(alarms.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1);
  });

  test('two at a distance without a meaning raise as many alarms afterwards as before', () => {
    const of = (one: LevelShiftOptions): number =>
      [48, 60, 100]
        .flatMap((length) =>
          times(8, (i) => {
            const next = 1000 + createRng(i, length).int(length + 40, 900);
            const spans = [1000, next].map((from) => [from, from + length] as const);
            return after([run(lowered(i, next + 1500, 4, spans), one, promotes)], next + length + 30);
          })
        )
        .reduce((sum, one) => sum + one, 0);
    expect(of(options)).toBeLessThanOrEqual(of(before(options)) + 2);
  });

  test('two alike a week from each other raise no more afterwards than before: the third is not waited for long', () => {
    const of = (one: LevelShiftOptions): Run[] =>
      [1, 2].flatMap((weeks) =>
        times(8, (i) => {
          const spans = [1000, 1000 + weeks * week].map((from) => [from, from + 48] as const);
          return run(lowered(i, 3000, 4, spans), one, promotes);
        })
      );
    const runs = of(options);
    expect(after(runs, 1420)).toBeLessThanOrEqual(after(of(before(options)), 1420) + 1);
    expect(runs.filter(({ state }) => state.known?.season.week?.until === undefined).length).toBeLessThanOrEqual(2);
  });

  test('a change that lasts after one that ended is found, and the mean follows it as without weekends', () => {
    const of = (one: LevelShiftOptions): Run[] =>
      [2, 4].flatMap((size) =>
        times(10, (i) =>
          run(
            lowered(i, 3000, size, [
              [1000, 1100],
              [1300, Infinity],
            ]),
            one,
            promotes
          )
        )
      );
    const runs = of(options);
    const old = of({ ...options, weekends: false });
    // Where no change is left to a week, a day may be taken out in its place.
    const without = of({ ...options, weekends: false, wholeDays: false });
    expect(runs.every(({ alarms }) => alarms.some((t) => t >= 1300 && t < 1330))).toBe(true);
    expect(after(runs, 1330)).toBeLessThanOrEqual(after(without, 1330));
    runs.forEach(({ state }, i) => {
      const { season, scale } = state.known!;
      expect(Math.abs(season.mean - old[i]!.state.known!.season.mean) / scale).toBeLessThan(0.05);
    });
  });
});

test('a level that was learned in an incident is told of after a promotion, also once weekends are known', () => {
  const { state } = run(weekend(3, 6 * week), down);
  expect(state.known!.season.week).toMatchObject({ period: week });
  const usual = times(60, (i) => state.t + i).map((t) => weekAt(state, t));
  const promoted = levelShift.restart!(state, down);
  for (const [i, x] of noiseOf(8, 120).entries())
    levelShift.update(promoted, x + (usual[i] ?? weekAt(state, state.t + i)) - (i < 60 ? 5 : 0), down);
  expect(promoted.learntAgain).toMatchObject({ from: expect.any(Number) as number });
  expect(promoted.learntAgain!.to - promoted.learntAgain!.from).toBeGreaterThan(4);
});

describe('weekends two deviations lower, an hour a value', () => {
  const streams = times(20, (i) => weekend(i, 3000));

  test('raise hardly an alarm once three were seen, and before that fewer than without', () => {
    const runs = streams.map((values) => run(values, both));
    const old = streams.map((values) => run(values, before(both)));
    expect(after(runs, 3 * week)).toBeLessThanOrEqual(2);
    expect(after(old, 3 * week)).toBeGreaterThan(20);
    expect(after(runs, 0)).toBeLessThan(0.75 * after(old, 0));
  });

  test('bring three new versions in twelve weeks where every alarm brings one, and none in the last seven', () => {
    const runs = times(20, (i) => run(weekend(i + 40, 12 * week), down, true));
    expect(after(runs, 0)).toBeLessThanOrEqual(3 * runs.length);
    expect(after(runs, 5 * week)).toBeLessThanOrEqual(4);
  });

  test.each([2, 4])('are learned at %i values an hour, too', (perHour) => {
    const runs = times(6, (seed) =>
      run(
        noiseOf(seed, 6 * perHour * week).map((x, t) =>
          (t + 50 * seed) % (perHour * week) < 48 * perHour ? x - 2 : x
        ),
        both
      )
    );
    expect(after(runs, 3 * perHour * week)).toBeLessThanOrEqual(1);
  });

  test('are told as a cycle of a week', () => {
    expect(levelShift.knows!(run(streams[1]!.slice(0, 700), both).state).cycles).toContain(week);
  });

  test('hide no fall of two deviations, whenever in the week it comes', () => {
    const delays = times(40, (i) => {
      const from = 7 * week + createRng(i, 9).int(0, week - 1);
      const values = weekend(i + 70, from + 300).map((x, t) => (t < from ? x : x - 2));
      return run(values, down).alarms.find((t) => t >= from)! - from;
    }).sort((a, b) => a - b);
    expect(delays.filter((one) => one < 60)).toHaveLength(40);
    expect(delays[20]).toBeLessThanOrEqual(13);
  });

  test.each([2, 4])(
    'of %i deviations that end are let go with hardly an alarm; one that is left out costs none',
    (size) => {
      const ended = times(15, (i) =>
        run(
          weekend(i, 3000, size, (one) => one < 9),
          both
        )
      );
      expect(after(ended, 9 * week)).toBeLessThanOrEqual(2 * ended.length);
      expect(after(ended, 13 * week)).toBeLessThanOrEqual(5);
      const once = times(15, (i) =>
        run(
          weekend(i, 3000, size, (one) => one !== 8),
          both
        )
      );
      expect(after(once, 7 * week)).toBeLessThanOrEqual(3);
    }
  );

  test.each([
    ['are lost', (x: number, isOne: boolean) => (isOne ? [] : [x])],
    ['come twice', (x: number, isOne: boolean) => (isOne ? [x, x] : [x])],
  ])('move along where values %s, one in 300, and raise fewer alarms than before', (_, kept) => {
    const values = times(6, (i) => {
      const rng = createRng(i, 44);
      return weekend(i, 20 * week, 3).flatMap((x) => kept(x, rng.uniform() < 1 / 300));
    });
    const of = (options: LevelShiftOptions): number => values.flatMap((one) => run(one, options).alarms).length;
    expect(of(both)).toBeLessThan(0.7 * of(before(both)));
  });

  test('go through JSON after every value', () => {
    const kept = levelShift.init(both);
    let restored = levelShift.init(both);
    for (const x of weekend(5, 1300, 3, (one) => one < 5)) {
      restored = JSON.parse(JSON.stringify(restored)) as LevelShiftState;
      expect(levelShift.update(restored, x, both)).toBe(levelShift.update(kept, x, both));
    }
    expect(restored).toEqual(kept);
    expect(kept.known!.season.week).toBeDefined();
  });
});

test.each<[string, (rng: Rng) => number[]]>([
  ['regimes that switch every 10 values', (rng) => regimes(rng, 10)],
  ['regimes that switch every 50 values', (rng) => regimes(rng, 50)],
  ['bursts of five at random times', (rng) => bursts(rng)],
  ['neighbours with a correlation of .8', (rng) => autoregressive(rng, 4000, 0, 0.8, 0.6)],
  ['neighbours with a correlation of .9', (rng) => autoregressive(rng, 4000, 0, 0.9, 0.44)],
])('no more alarms than before on %s', (_, draw) => {
  const streams = times(10, (i) => draw(createRng(i, 27)));
  const of = (options: LevelShiftOptions): number =>
    after(
      streams.map((values) => run(values, options)),
      0
    );
  const old = of(before(both));
  expect(of(both)).toBeLessThanOrEqual(old + 3 * Math.sqrt(old));
});

/** Recorded before weekends were learned: alarms, of which every third brings a new version, and a digest of states. */
test.each([
  ['weekends', (x: number, t: number) => x - (t % week < 48 ? 2 : 0), 37, 2923, '4eaa5595be643fe0'],
  [
    'days',
    (x: number, t: number) => x + 1.5 * Math.sin((2 * Math.PI * t) / 24) - (t > 2000 ? 3 : 0),
    1,
    2010,
    '152b85753e5f5812',
  ],
  ['incidents', (x: number, t: number) => x - (t % 700 > 560 ? 5 : 0), 8, 2809, '787d5454717e9c20'],
] as const)('a policy from before goes on as it went, verdicts and states: %s', (...[, of, count, last, digest]) => {
  const { incidents: _, ...options } = before(both);
  const rng = createRng(4, 12);
  const hash = createHash('sha256');
  let state = levelShift.init(options);
  const alarms: number[] = [];
  for (let t = 0; t < 3000; t++) {
    if (levelShift.update(state, of(rng.normal(), t), options) === 'drift') {
      alarms.push(t);
      if (alarms.length % 3 === 0) state = levelShift.restart!(state, options);
    }
    if (t % 50 === 0) hash.update(JSON.stringify(state));
  }
  expect([alarms.length, alarms.at(-1)]).toEqual([count, last]);
  expect(hash.digest('hex').slice(0, 16)).toBe(digest);
});

/** What the week that is known adds at a time, in the stream's own unit. */
function weekAt({ known }: LevelShiftState, t: number): number {
  const { from, length, size } = known!.season.week!;
  return (((t - from) % week) + week) % week < length ? size * known!.unit : 0;
}

function regimes(rng: Rng, dwell: number): number[] {
  let level = -1;
  return times(4000, () => {
    if (rng.uniform() < 1 / dwell) level = -level;
    return level + rng.normal();
  });
}

function bursts(rng: Rng): number[] {
  let left = 0;
  return times(4000, () => {
    if (left > 0) left -= 1;
    else if (rng.uniform() < 1 / 250) left = 5;
    return rng.normal() + (left > 0 ? 6 : 0);
  });
}
