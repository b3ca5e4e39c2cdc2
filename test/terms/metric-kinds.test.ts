import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { formatAgainst } from '../../src/terms/metric-kinds.ts';

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
