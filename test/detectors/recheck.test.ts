import { describe, expect, it, test } from 'vitest';
import { createRng } from '../../src/stats/rng.ts';
import type { Detector, LearntAgain } from '../../src/detectors/detector.ts';
import { detectors } from '../../src/detectors/index.ts';
import { prepared } from './run.ts';

/** Everything that learns a baseline, with the side that it can be told to watch. */
const oneSided = ['cusum', 'ewma', 'shewhart', 'z-page-hinkley', 'z-cusum', 'z-ewma'];
const twoSided = ['z-adwin', 'z-kswin', 'z-vote'];
const named = (name: string): Detector<object, { learntAgain?: LearntAgain; drift: boolean }> =>
  detectors.get(name) as never;

/** Values about a level, of one deviation. */
function noise(level: number, count: number, seed: number, deviation = 0.01): number[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => level + deviation * rng.normal());
}
/** An incident that goes on when the detector starts, the usual level, and an incident later. */
const stream = (incident: number, seed = 1, dip = 0.9): number[] => [
  ...noise(0.8, incident, seed),
  ...noise(0.93, 400, seed + 1),
  ...noise(dip, 100, seed + 2),
];
const isFound = (name: string, given: object, values: readonly number[]): boolean =>
  prepared(named(name), { recheck: 'learn-again', ...given })
    .alarms(values)
    .some((at) => at >= values.length - 100);

describe('a burn-in that fell into an incident', () => {
  const cases = [
    ...oneSided.map((name) => ({ name, given: { mode: 'down' } })),
    ...[...oneSided, ...twoSided].map((name) => ({ name, given: {} })),
  ];
  for (const incident of [10, 25, 45, 70, 200, 600])
    it.each(cases)(`of ${incident} values leaves $name $given able to see the next one`, ({ name, given }) => {
      expect(isFound(name, given, stream(incident))).toBe(true);
    });

  it.each([...oneSided, ...twoSided])('hides no change from %s that began near its end and lasts', (name) => {
    const { alarms } = prepared(named(name), { recheck: 'learn-again' });
    for (const seed of [1, 2, 3]) {
      const burnIn = name.startsWith('z-') ? 75 : 50;
      expect(alarms([...noise(0.93, burnIn - 8, seed), ...noise(0.8, 200, seed + 1)])).not.toEqual([]);
    }
  });

  it.each(oneSided)('makes %s blind where it is never looked at again', (name) => {
    expect(isFound(name, { mode: 'down', recheck: 'never' }, stream(600))).toBe(false);
  });

  it.each(oneSided)('is told of by %s, with both levels', (name) => {
    const { state, verdicts } = prepared(named(name), { recheck: 'learn-again', mode: 'down' });
    verdicts(stream(200).slice(0, 500));
    const { from, to, of, t } = state.learntAgain!;
    expect([from, to, of]).toEqual([expect.closeTo(0.8, 2), expect.closeTo(0.93, 2), undefined]);
    expect(t).toBeGreaterThan(200);
    expect(t).toBeLessThan(330);
    expect(named(name).knows!(state)).toMatchObject({ learntAgain: state.learntAgain });
  });

  it.each(twoSided)('is told of by %s, with both spreads where only its end fell in', (name) => {
    const { state, verdicts } = prepared(named(name), {});
    verdicts(stream(25).slice(0, 400));
    expect(state.learntAgain).toMatchObject({ of: 'spread', to: expect.closeTo(0.01, 2) as number });
    expect(state.learntAgain!.from).toBeGreaterThan(0.05);
  });

  it.each(oneSided)('to the other side works the same way with %s', (name) => {
    const latency = stream(200).map((x) => 1 - x);
    expect(isFound(name, { mode: 'up' }, latency)).toBe(true);
  });

  it.each(oneSided)('is noticed in units of 1e9 and of 1e-9 with %s', (name) => {
    for (const unit of [1e9, 1e-9])
      expect(
        isFound(
          name,
          { mode: 'down' },
          stream(200).map((x) => unit * x)
        )
      ).toBe(true);
  });
});

describe('a spread that was learned from a storm', () => {
  it.each(['cusum', 'ewma', 'shewhart', 'z-page-hinkley', ...twoSided])('is learned again by %s', (name) => {
    const values = [...noise(0.93, 150, 1, 0.2), ...noise(0.93, 400, 2), ...noise(0.88, 100, 3)];
    expect(isFound(name, {}, values)).toBe(true);
  });
});

describe('on calm streams', () => {
  const rng = createRng(77);
  const ar = (phi: number): number[] => {
    let x = 0;
    return Array.from({ length: 20_000 }, () => (x = phi * x + Math.sqrt(1 - phi * phi) * rng.normal()));
  };
  const kinds: Record<string, () => number[]> = {
    'normal values': () => noise(0.93, 20_000, 5),
    'an AR(1) of .8': () => ar(0.8),
    'rare events': () => Array.from({ length: 20_000 }, () => (rng.uniform() < 0.05 ? 1 : 0)),
    'a metric that is 1 but for rare dips': () =>
      Array.from({ length: 20_000 }, () => (rng.uniform() < 0.003 ? 0.8 : 1)),
    'single outliers': () => Array.from({ length: 20_000 }, () => rng.normal() - (rng.uniform() < 0.01 ? 20 : 0)),
  };
  it.each(Object.keys(kinds))('of %s nothing is learned again but by an accident in 40 starts', (kind) => {
    const values = kinds[kind]!();
    let again = 0;
    for (const mode of ['down', 'both'])
      for (let from = 0; from < values.length; from += 500) {
        const { state, verdicts } = prepared(named('z-page-hinkley'), { mode });
        verdicts(values.slice(from, from + 500));
        if (state.learntAgain) again += 1;
      }
    expect(again).toBeLessThanOrEqual(2);
  });

  test('a constant stretch after a noisy burn-in is no reason to take a thousandth of the level for the noise', () => {
    const { state, verdicts } = prepared(named('shewhart'), {});
    verdicts([...noise(0.93, 50, 1), ...Array.from({ length: 500 }, () => 0.93)]);
    expect(state.learntAgain).toBeUndefined();
  });
});

describe('a policy from before there was the choice', () => {
  it.each([...oneSided, ...twoSided])('goes on as it went with %s', (name) => {
    const detector = named(name);
    const { recheck: _, ...before } = prepared(detector, {}).options as Record<string, unknown>;
    const never = prepared(detector, { recheck: 'never' });
    const state = detector.init(before);
    const verdicts = stream(25).map((x) => detector.update(state, x, before));
    expect(verdicts).toEqual(never.verdicts(stream(25)));
    expect(state).not.toHaveProperty('recheck');
  });

  it('keeps a state that was stored without it', () => {
    const detector = named('z-cusum');
    const { recheck: _, ...before } = prepared(detector, {}).options as Record<string, unknown>;
    const state = detector.init(before);
    for (const x of stream(25).slice(0, 100)) detector.update(state, x, before);
    const after = { ...before, recheck: 'learn-again' };
    expect(() => stream(25).forEach((x) => detector.update(state, x, after))).not.toThrow();
    expect(state.learntAgain).toBeUndefined();
  });
});

test('a mean and a deviation that were given are not doubted', () => {
  const { state, verdicts } = prepared(named('z-cusum'), { mu0: 0.8, sd0: 0.01, mode: 'down' });
  verdicts(noise(0.93, 400, 1));
  expect(state).not.toHaveProperty('recheck');
  expect(state.learntAgain).toBeUndefined();
});

test('plain cusum doubts its burn-in on metrics with a direction, and is the reference on others', () => {
  const { recheck } = named('cusum').parameters as { recheck?: { default: string; byDirection: object } };
  expect(recheck!.default).toBe('never');
  expect(recheck!.byDirection).toEqual({ 'higher-is-better': 'learn-again', 'lower-is-better': 'learn-again' });
});

test('a promotion starts anew, and counts on, so that each time of learning again is told', () => {
  const detector = named('z-ewma');
  const { state, options, verdicts } = prepared(detector, { mode: 'down' });
  verdicts(stream(200).slice(0, 500));
  const first = state.learntAgain!.t;
  const next = detector.restart!(state, options);
  expect(next.learntAgain).toBeUndefined();
  for (const x of stream(200).slice(0, 500)) detector.update(next, x, options);
  expect(next.learntAgain!.t).toBeGreaterThan(first);
});
