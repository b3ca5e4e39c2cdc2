import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeShort, encodeShort, roundShort } from '../../src/core/state-parts/short-number.ts';

describe('a number in 24 bits', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.double({ min: 0, max: 1, noNaN: true })
  );

  it('has four significant digits, and stays as it is when it is written again', () => {
    fc.assert(
      fc.property(number, (x) => {
        const read = decodeShort(encodeShort(x), 0);
        if (Math.abs(x) > 1e-150 && Math.abs(x) < 1e150) expect(Math.abs(read / x - 1)).toBeLessThan(1e-4);
        expect(decodeShort(encodeShort(read), 0)).toBe(read);
      })
    );
  });

  it('is rounded to what can be written: the nearest, and of two as near either', () => {
    fc.assert(
      fc.property(number, (x) => {
        const rounded = roundShort(x);
        expect(decodeShort(encodeShort(rounded), 0)).toBe(rounded + 0);
        const written = decodeShort(encodeShort(x), 0);
        if (Math.abs(x) > 1e-150 && Math.abs(x) < 1e150) expect(Math.abs(rounded - x)).toBe(Math.abs(written - x));
      }),
      { numRuns: 2_000 }
    );
  });

  it('is a whole one up to 16,384 exactly', () => {
    for (let n = 0; n <= 16_384; n += 1) expect(roundShort(n)).toBe(n);
  });
});
