import { describe, expect, it } from 'vitest';
import { fitted, orderedDimensions, sameParams } from '../../src/tuners/params.ts';
import type { SearchSpace } from '../../src/tuners/tuner.ts';

const space: SearchSpace = {
  momentum: { type: 'float', low: 0, high: 1, when: { name: 'optimizer', in: ['sgd'] } },
  optimizer: { type: 'choice', values: ['sgd', 'adam'] },
  batchSize: { type: 'int', low: 16, high: 128, step: 16 },
};

describe('orderedDimensions', () => {
  it('a condition comes before what hangs on it', () => {
    expect(orderedDimensions(space).map(([name]) => name)).toEqual(['optimizer', 'batchSize', 'momentum']);
  });
});

describe('fitted', () => {
  it('numbers move to the nearest allowed value, and what cannot fit is left out', () => {
    const given = { optimizer: 'sgd', momentum: -3, batchSize: 1000, seed: 7 };
    expect(fitted(orderedDimensions(space), given)).toEqual({ optimizer: 'sgd', momentum: 0, batchSize: 128 });
    expect(fitted(orderedDimensions(space), { optimizer: 'adam', momentum: 0.5 })).toEqual({ optimizer: 'adam' });
  });
});

describe('sameParams', () => {
  it('compares values, not the order of the names', () => {
    expect(sameParams({ a: 1, b: 'x' }, { b: 'x', a: 1 })).toBe(true);
    expect(sameParams({ a: 1 }, { a: 1, b: 'x' })).toBe(false);
    expect(sameParams({ a: 1, b: 'x' }, { a: 1 })).toBe(false);
    expect(sameParams({ a: 1 }, { a: 2 })).toBe(false);
  });
});
