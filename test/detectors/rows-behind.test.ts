import { describe, expect, it } from 'vitest';
import { detectors } from '../../src/detectors/index.ts';
import { ewmaLimit } from '../../src/detectors/ewma-limit.ts';
import { limit } from '../../src/detectors/limit.ts';
import { patience } from '../../src/detectors/patience.ts';
import { windowDecay } from '../../src/detectors/window-decay.ts';
import { prepared, wave } from './run.ts';
import type { Detector } from '../../src/detectors/detector.ts';
import type { Sampled } from '../../src/stats/sampled.ts';

const share = (n: number): Sampled => ({ n, variance: null, isShare: true });

/** Verdicts on values, each the mean of so many rows. */
function judged<O extends object, S extends object>(
  detector: Detector<O, S>,
  given: Partial<O>,
  values: readonly (readonly [x: number, rows?: Sampled])[]
): { verdicts: string[]; state: S; options: O } {
  const { state, options } = prepared(detector, given);
  return { verdicts: values.map(([x, rows]) => detector.update(state, x, options, rows)), state, options };
}

describe('a fixed limit on values with n', () => {
  it('waits for more rows where chance explains the value', () => {
    const { verdicts } = judged(limit, { below: 0.9 }, [[0.6, share(5)], [0.6, share(50)], [0.6]]);
    expect(verdicts).toEqual(['stable', 'drift', 'drift']);
  });

  it('fires on a calm share that stands at its limit about as often as its significance says', () => {
    // Of the 31 values that 30 rows can have: those that are rare enough at the limit itself.
    const { verdicts } = judged(
      limit,
      { below: 0.9 },
      [22, 23].map((k) => [k / 30, share(30)] as const)
    );
    expect(verdicts).toEqual(['drift', 'stable']);
    const easier = judged(limit, { below: 0.9, significance: 0.05 }, [[23 / 30, share(30)]]);
    expect(easier.verdicts).toEqual(['drift']);
  });

  it('judges a mean by its standard error, and without one as it stands', () => {
    const latency = (variance: number | null): Sampled => ({ n: 20, variance, isShare: false });
    const values = [
      [210, latency(2_500)],
      [240, latency(2_500)],
      [210, latency(null)],
    ] as const;
    expect(judged(limit, { above: 200 }, values).verdicts).toEqual(['stable', 'drift', 'drift']);
  });

  it('says of how many rows', () => {
    const { state, options } = judged(limit, { below: 0.9 }, [[0.6, share(50)]]);
    const text = limit.describe?.('accuracy', limit.read(state, options), options);
    expect(text).toBe('accuracy 0.6000 below threshold 0.9000, a mean of 50 rows');
  });
});

describe('a moving average of values with n', () => {
  it('is what it always was while every value has the same n', () => {
    const values = [0.95, 0.9, 0.97, 0.5, 0.93];
    const plain = judged(
      ewmaLimit,
      { below: 0.1 },
      values.map((x) => [x])
    );
    const even = judged(
      ewmaLimit,
      { below: 0.1 },
      values.map((x) => [x, share(40)])
    );
    expect(even.state.ewma).toBeCloseTo(plain.state.ewma!, 14);
  });

  it('is moved little by few rows', () => {
    const calm = Array.from({ length: 20 }, () => [0.95, share(1_000)] as const);
    const { state, verdicts } = judged(ewmaLimit, { below: 0.9 }, [...calm, [0.2, share(5)]]);
    expect(state.ewma).toBeGreaterThan(0.949);
    expect(verdicts.at(-1)).toBe('stable');
  });

  it('does not fire on a first value of few rows, and on one of many does', () => {
    expect(judged(ewmaLimit, { below: 0.9, minSamples: 1 }, [[0.6, share(5)]]).verdicts).toEqual(['stable']);
    expect(judged(ewmaLimit, { below: 0.9, minSamples: 1 }, [[0.6, share(500)]]).verdicts).toEqual(['drift']);
  });

  it('gathers evidence from many values of few rows', () => {
    const values = Array.from({ length: 30 }, () => [0.6, share(5)] as const);
    expect(judged(ewmaLimit, { below: 0.9 }, values).verdicts.indexOf('drift')).toBeGreaterThan(0);
  });

  it('takes a value without n for one of the usual number of rows', () => {
    const values = [[0.9, share(10)], [0.8]] as const;
    expect(judged(ewmaLimit, { below: 0.1, alpha: 0.5 }, values).state.ewma).toBeCloseTo(0.85, 14);
  });
});

describe('patience with values with n', () => {
  it('takes the rows of a run together, and lets it grow until they are enough', () => {
    const few = Array.from({ length: 12 }, () => [0.6, share(2)] as const);
    const { verdicts } = judged(patience, { below: 0.9, patience: 3 }, few);
    expect(verdicts.indexOf('drift')).toBe(5);
    expect(
      judged(
        patience,
        { below: 0.9, patience: 3 },
        few.map(([x]) => [x])
      ).verdicts.indexOf('drift')
    ).toBe(2);
  });

  it('counts a run plainly when one of its values has no n', () => {
    const values = [[0.6], [0.6, share(2)], [0.6, share(2)]] as const;
    expect(judged(patience, { below: 0.9, patience: 3 }, values).verdicts.at(-1)).toBe('drift');
  });
});

describe('a window of values with n', () => {
  it('weighs each by its rows', () => {
    const values = [
      [0.9, share(100)],
      [0.9, share(100)],
      [0.9, share(100)],
      [0.1, share(1)],
    ] as const;
    const { state } = judged(windowDecay, { sampleWindow: 4, threshold: 0.05, mode: 'fall' }, values);
    expect(state.decay).toBeCloseTo(0.9 - 270.1 / 301, 12);
  });

  it('does not take a lucky oldest value of few rows for decay', () => {
    const after = Array.from({ length: 3 }, () => [0.9, share(1_000)] as const);
    const verdict = (n: number) =>
      judged(windowDecay, { sampleWindow: 4, threshold: 0.05, mode: 'fall' }, [[1, share(n)], ...after]).verdicts.at(
        -1
      );
    expect([verdict(5), verdict(1_000)]).toEqual(['stable', 'drift']);
  });
});

it.each([...detectors.values()].filter(({ judgesRows }) => !judgesRows).map((one) => [one.name, one] as const))(
  '%s leaves rows to whoever feeds it',
  (_, detector) => {
    const [a, b] = [prepared(detector, {}), prepared(detector, {})];
    // A pull to the level would move values that differ, and whether an error is one of so many rows is nothing to ask.
    const values = wave(0.7, 60, 0.2).map((x, i) => (detector.input === 'metric' ? x : Number(i % 7 < 2)));
    for (const x of values) {
      detector.update(a.state, x, a.options);
      detector.update(b.state, x, b.options, share(3));
    }
    expect(b.state).toEqual(a.state);
  }
);
