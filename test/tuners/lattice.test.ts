import { describe, expect, it } from 'vitest';
import { fullLattice, gridLattice, type Lattice } from '../../src/tuners/lattice.ts';
import { checkParams } from '../../src/tuners/check-params.ts';
import type { SearchSpace } from '../../src/tuners/tuner.ts';

const points = ({ size, point }: Lattice): string[] =>
  Array.from({ length: size }, (_, index) => JSON.stringify(point(index)));

const nested: SearchSpace = {
  depth: { type: 'int', low: 1, high: 3, when: { name: 'model', in: ['tree', 'forest'] } },
  model: { type: 'choice', values: ['line', 'tree', 'forest'] },
  trees: { type: 'choice', values: [10, 100], when: { name: 'model', in: ['forest'] } },
  leaf: { type: 'int', low: 1, high: 2, when: { name: 'depth', in: [3] } },
  scaled: { type: 'choice', values: [true, false] },
};

describe('fullLattice', () => {
  it('numbers every point of a space with nested conditions once', () => {
    // line 1 + tree (2 + 2) + forest (2 + 2) * 2 = 13, times two.
    const all = points(fullLattice(nested));
    expect(all).toHaveLength(26);
    expect(new Set(all).size).toBe(26);
    for (const point of all) expect(checkParams(nested, JSON.parse(point))).toEqual([]);
  });

  it('a float with room makes the space endless, a fixed one does not', () => {
    expect(fullLattice({ x: { type: 'float', low: 0, high: 1 } }).size).toBe(Infinity);
    expect(fullLattice({ x: { type: 'float', low: 1, high: 1 } }).size).toBe(1);
  });

  it('a condition on a huge int costs no walk through it', () => {
    const huge: SearchSpace = {
      n: { type: 'int', low: 0, high: 1e12 },
      extra: { type: 'choice', values: ['a', 'b'], when: { name: 'n', in: [0, 5] } },
    };
    const { size, point } = fullLattice(huge);
    expect(size).toBe(1e12 + 3);
    expect([0, 1, 2, 3, 4, 7, 8].map((i) => JSON.stringify(point(i)))).toEqual([
      '{"n":0,"extra":"a"}',
      '{"n":0,"extra":"b"}',
      '{"n":5,"extra":"a"}',
      '{"n":5,"extra":"b"}',
      '{"n":1}',
      '{"n":4}',
      '{"n":6}',
    ]);
  });
});

describe('gridLattice', () => {
  const values = (dimension: SearchSpace[string]): unknown[] => {
    const { size, point } = gridLattice({ p: dimension });
    return Array.from({ length: size }, (_, index) => point(index)['p']);
  };

  it('spreads five values over a range, ends included, or as many as asked for', () => {
    expect(values({ type: 'float', low: 0, high: 1 })).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(values({ type: 'float', low: 0, high: 1, points: 3 })).toEqual([0, 0.5, 1]);
    expect(values({ type: 'int', low: 1, high: 100, points: 2 })).toEqual([1, 100]);
    expect(values({ type: 'float', low: 0, high: 1, points: 1 })).toEqual([0.5]);
  });

  it('follows the log scale', () => {
    const spread = values({ type: 'float', low: 1e-4, high: 1, log: true }) as number[];
    expect(spread.map((value) => Number(value.toPrecision(9)))).toEqual([1e-4, 1e-3, 1e-2, 1e-1, 1]);
    expect(values({ type: 'int', low: 16, high: 256, log: true })).toEqual([16, 32, 64, 128, 256]);
    expect(values({ type: 'int', low: 1, high: 8, log: true, points: 7 })).toEqual([1, 2, 3, 4, 6, 8]);
  });

  it('takes every value of an int that has a step or few values', () => {
    expect(values({ type: 'int', low: 16, high: 128, step: 16 })).toEqual([16, 32, 48, 64, 80, 96, 112, 128]);
    expect(values({ type: 'int', low: 1, high: 4 })).toEqual([1, 2, 3, 4]);
  });

  it('includes the values that conditions name', () => {
    const space: SearchSpace = {
      layers: { type: 'int', low: 1, high: 100, points: 2 },
      skip: { type: 'choice', values: [true, false], when: { name: 'layers', in: [7] } },
    };
    expect(points(gridLattice(space)).sort()).toEqual([
      '{"layers":100}',
      '{"layers":1}',
      '{"layers":7,"skip":false}',
      '{"layers":7,"skip":true}',
    ]);
  });
});
