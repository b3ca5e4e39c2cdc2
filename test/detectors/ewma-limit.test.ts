import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ewmaLimit } from '../../src/detectors/ewma-limit.ts';
import { prepared } from './run.ts';

test('the first value seeds the average, then alpha x + (1 - alpha) average', { tags: ['m41.3'] }, () => {
  const { state, verdicts } = prepared(ewmaLimit, { alpha: 0.25, below: 0 });
  verdicts([0.8]);
  expect(state.ewma).toBe(0.8);
  verdicts([0.4]);
  expect(state.ewma).toBeCloseTo(0.7, 15);
});

test('it fires when the average crosses its limit, on every value while it stays beyond', { tags: ['m41.3'] }, () => {
  const { verdicts } = prepared(ewmaLimit, { alpha: 0.5, below: 0.91, minSamples: 1 });
  expect(verdicts([1, 0.9, 0.8, 0.8, 1, 1])).toEqual(['stable', 'stable', 'drift', 'drift', 'stable', 'stable']);
});

test('the limit may lie above too, for metrics where lower is better', { tags: ['m41.3'] }, () => {
  const { verdicts } = prepared(ewmaLimit, { alpha: 1, above: 200, minSamples: 1 });
  expect(verdicts([200, 201])).toEqual(['stable', 'drift']);
});

test('alpha and limit may change between two values and the average stays', { tags: ['m41.4'] }, () => {
  const { state, options, verdicts } = prepared(ewmaLimit, { alpha: 0.5, below: 0.5 });
  verdicts([1, 0.8]);
  expect(ewmaLimit.update(state, 0.8, { ...options, alpha: 1, below: 0.85 })).toBe('drift');
  expect(ewmaLimit.read(state, options).statistic).toBe(0.8);
});

describe('the minimum of values', () => {
  test('keeps the first value from firing, whatever alpha is, until about 1/alpha have come', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1, noNaN: true }), (alpha) => {
        const { options, verdicts } = prepared(ewmaLimit, { alpha, below: 0.9 });
        const least = Math.max(2, Math.ceil(1 / alpha));
        expect(options.minSamples).toBe(least);
        const said = verdicts(Array.from({ length: least }, () => 0.1));
        expect(said.slice(0, -1).every((verdict) => verdict === 'warming-up')).toBe(true);
        expect(said.at(-1)).toBe('drift');
      })
    );
  });

  test('ends, however small alpha is', () => {
    expect(prepared(ewmaLimit, { alpha: 1e-12, below: 0.9 }).options.minSamples).toBe(10_000);
  });

  test('of 1 lets the first value fire', () => {
    expect(prepared(ewmaLimit, { below: 0.9, minSamples: 1 }).verdicts([0.1])).toEqual(['drift']);
  });

  test('is 1 in a policy from before the option existed', () => {
    const older = { alpha: 0.2, below: 0.9 };
    expect(ewmaLimit.update(ewmaLimit.init(older), 0.1, older)).toBe('drift');
  });

  test('counts the values in the evidence', () => {
    const { state, options, verdicts } = prepared(ewmaLimit, { below: 0.9 });
    verdicts([0.1, 0.1, 0.1, 0.1, 0.1]);
    expect(ewmaLimit.read(state, options).n).toBe(5);
  });

  test.each([0, 1.5, 10_001, 'many'])('is no %s', (minSamples) => {
    expect(() => prepared(ewmaLimit, { below: 0.9, minSamples })).toThrow('Expected `minSamples` to be a whole number');
  });
});
