import { describe, expect, it } from 'vitest';
import { checkParams } from '../../src/tuners/check-params.ts';
import type { SearchSpace } from '../../src/tuners/tuner.ts';

const space: SearchSpace = {
  momentum: { type: 'float', low: 0, high: 1, when: { name: 'optimizer', in: ['sgd'] } },
  optimizer: { type: 'choice', values: ['sgd', 'adam'] },
  batchSize: { type: 'int', low: 16, high: 128, step: 16 },
};

describe('checkParams', () => {
  it('every fault is a sentence of its own', () => {
    expect(checkParams(space, { optimizer: 'adam', momentum: 0.5, batchSize: 17, depth: 3 })).toEqual([
      { field: 'momentum', message: 'Expected no value, because optimizer in `["sgd"]` does not hold' },
      { field: 'batchSize', message: 'Expected a whole number from 16 to 128 in steps of 16, got `17`' },
      { field: 'depth', message: 'Expected only parameters of the space' },
    ]);
    expect(checkParams(space, { optimizer: 'sgd', momentum: 'much' })).toEqual([
      { field: 'momentum', message: 'Expected a number from 0 to 1, got `much`' },
      { field: 'batchSize', message: 'Expected a whole number from 16 to 128 in steps of 16, got nothing' },
    ]);
    expect(checkParams(space, { optimizer: 'Adam', batchSize: 16 })).toEqual([
      { field: 'optimizer', message: 'Expected one of `["sgd","adam"]`, got `Adam`' },
    ]);
  });

  it('a point of the space has no faults', () => {
    expect(checkParams(space, { optimizer: 'sgd', momentum: 1, batchSize: 128 })).toEqual([]);
    expect(checkParams(space, { optimizer: 'adam', batchSize: 16 })).toEqual([]);
  });
});
