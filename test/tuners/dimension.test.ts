import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellOf, contains, fromUnit, nearest, toUnit, valueCount } from '../../src/tuners/dimension.ts';

describe('toUnit and fromUnit', () => {
  it('are inverse on a log scale', () => {
    const dimension = { type: 'float', low: 1e-4, high: 1e-2, log: true } as const;
    expect(toUnit(dimension, 1e-3)).toBeCloseTo(0.5, 12);
    expect(fromUnit(dimension, 0.25)).toBeCloseTo(10 ** -3.5, 12);
  });

  it('every int has an equal share of [0, 1], the ends too', () => {
    const dimension = { type: 'int', low: 1, high: 4 } as const;
    const places = [0, 0.24, 0.26, 0.49, 0.51, 0.74, 0.76, 1];
    expect(places.map((place) => fromUnit(dimension, place))).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    expect([1, 2, 3, 4].map((value) => toUnit(dimension, value))).toEqual([0.125, 0.375, 0.625, 0.875]);
  });

  it('the cells of an int tile [0, 1]', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 60 }), fc.boolean(), (low, width, log) => {
        const dimension = { type: 'int', low, high: low + width, log } as const;
        const cells = Array.from({ length: width + 1 }, (_, i) => cellOf(dimension, low + i));
        expect(cells.at(0)![0]).toBeCloseTo(0, 9);
        expect(cells.at(-1)![1]).toBeCloseTo(1, 9);
        for (const [i, cell] of cells.slice(1).entries()) expect(cell[0]).toBeCloseTo(cells[i]![1], 9);
      })
    );
  });

  it('a value survives the way there and back', () => {
    const dimension = { type: 'int', low: 8, high: 512, log: true } as const;
    for (let value = 8; value <= 512; value++) expect(fromUnit(dimension, toUnit(dimension, value))).toBe(value);
  });

  it('an upper end between two steps is never reached', () => {
    const dimension = { type: 'int', low: 1, high: 10, step: 4 } as const;
    expect(fromUnit(dimension, 1)).toBe(9);
    expect(nearest(dimension, 99)).toBe(9);
    expect(valueCount(dimension)).toBe(3);
  });
});

describe('contains', () => {
  it('takes only values of the dimension', () => {
    const steps = { type: 'int', low: -4, high: 4, step: 2 } as const;
    expect([-4, 0, 2].every((value) => contains(steps, value))).toBe(true);
    expect([-5, 1, 0.5, '2', null, undefined].some((value) => contains(steps, value))).toBe(false);
    expect(contains({ type: 'choice', values: ['1'] }, 1)).toBe(false);
    expect(contains({ type: 'float', low: 0, high: 1 }, Number.NaN)).toBe(false);
  });
});

describe('valueCount', () => {
  it('counts what can be told apart', () => {
    expect(valueCount({ type: 'float', low: 0, high: 1 })).toBe(Infinity);
    expect(valueCount({ type: 'float', low: 1, high: 1 })).toBe(1);
    expect(valueCount({ type: 'int', low: 3, high: 7 })).toBe(5);
    expect(valueCount({ type: 'choice', values: ['a', 'b'] })).toBe(2);
  });
});
