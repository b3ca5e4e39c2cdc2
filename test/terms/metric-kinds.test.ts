import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { formatAgainst, oddValue, possibleValues, shareFault } from '../../src/terms/metric-kinds.ts';

describe('a value held against a limit', () => {
  it('has the usual digits where they tell the two apart', () => {
    expect(formatAgainst('accuracy', 0.8, 0.9)).toEqual(['0.8000', '0.9000']);
    expect(formatAgainst('latencyMs', 250, 200)).toEqual(['250.00ms', '200.00ms']);
    expect(formatAgainst('accuracy', 0.9, 0.9)).toEqual(['0.9000', '0.9000']);
  });

  it('has more where they do not', () => {
    expect(formatAgainst('accuracy', 0.86998, 0.87)).toEqual(['0.86998', '0.87000']);
  });

  it('never looks equal to a limit that it is not equal to', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => {
        fc.pre(Math.abs(a - b) > 1e-15);
        const [value, limit] = formatAgainst('accuracy', a, b);
        expect(value).not.toBe(limit);
      })
    );
  });
});

describe('a value that cannot be', () => {
  it.each(['logLoss', 'mae', 'rmse', 'latencyMs', 'klDivergence'])('is a negative one of %s', (name) => {
    expect(oddValue(name, -5)).toMatch(/ must be at least 0, got -5$/);
    for (const value of [0, 0.5, 1e9]) expect(oddValue(name, value)).toBeUndefined();
    expect(possibleValues(name)).toEqual({ least: 0, most: Infinity });
  });

  it('is one of a share that is none', () => {
    expect(oddValue('accuracy', -0.1)).toBe('accuracy must be between 0 and 1, got -0.1');
    expect(oddValue('accuracy', 93)).toBe('accuracy must be between 0 and 1, got 93 (did you mean 0.93?)');
    expect(possibleValues('pValue')).toEqual({ least: 0, most: 1 });
  });

  it.each([
    [1.5, 'did you mean 0.015?', 'if it is a percentage, write 0.015'],
    [100, 'did you mean 1?', 'if it is a percentage, write 1'],
    [100.5, undefined, 'check how it is computed'],
    [-0.5, undefined, 'check how it is computed'],
  ])('is told as a percentage only where it may be one: %d', (value, meant, next) => {
    const text = `accuracy must be between 0 and 1, got ${value}`;
    expect(oddValue('accuracy', value)).toBe(meant === undefined ? text : `${text} (${meant})`);
    expect(shareFault({ lift: 7, accuracy: value })).toBe(`${text}; ${next}`);
  });

  it('is none of a change, of a score of any kind, or of a name that is not built in', () => {
    for (const name of ['mapChange', 'driftScore', 'lift'])
      for (const value of [-5, Number.NaN]) expect(oddValue(name, value)).toBeUndefined();
    expect(possibleValues('lift')).toEqual({ least: -Infinity, most: Infinity });
  });

  it('is none that misses a bound by the rounding of sums', () => {
    expect(oddValue('klDivergence', -2.2e-16)).toBeUndefined();
    expect(oddValue('auc', 1 + 2.3e-16)).toBeUndefined();
  });
});
