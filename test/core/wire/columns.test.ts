import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeColumn, decodeDeltas, encodeColumn, encodeDeltas, type Deltas } from '../../../src/core/wire/columns.ts';

const anyFinite = fc.double({ noNaN: true, noDefaultInfinity: true });

/** Over the wire: what a column looks like after JSON. */
function sent(values: number[]): readonly (number | null)[] | undefined {
  return decodeColumn(JSON.parse(JSON.stringify(encodeColumn(values))));
}

describe('encodeColumn and decodeColumn', () => {
  it('full doubles survive the trip bit for bit', () => {
    fc.assert(
      fc.property(fc.array(anyFinite, { maxLength: 50 }), (values) => {
        const back = sent(values) ?? [];
        expect(back.length).toBe(values.length);
        // JSON has no -0: the one bit that the readable form may lose, and that no comparison sees.
        values.forEach((value, i) => expect(back[i] === value).toBe(true));
      }),
      { numRuns: 500 }
    );
  });

  it.each([
    ['the smallest denormal', 5e-324],
    ['a large denormal', 2.225073858507201e-308],
    ['the largest number', Number.MAX_VALUE],
    ['the smallest step above one', 1 + Number.EPSILON],
    ['minus zero', -0],
  ])('%s survives as 64-bit float', (_, value) => {
    const values = Array.from({ length: 20 }, () => 0.1 + 0.2 + Math.PI / 3);
    const back = sent([...values, value]);
    expect(Object.is(back?.at(-1), value)).toBe(true);
  });

  it('short decimals stay readable, full doubles become base64', () => {
    expect(encodeColumn([0.937, 0.94])).toEqual([0.937, 0.94]);
    expect(encodeColumn([1 / 3, 2 / 3, 1 / 7, 3 / 7])).toBeTypeOf('string');
  });

  it('the shorter of the two forms is taken', () => {
    fc.assert(
      fc.property(fc.array(anyFinite, { maxLength: 40 }), (values) => {
        const plain = JSON.stringify(values).length;
        expect(JSON.stringify(encodeColumn(values)).length).toBeLessThanOrEqual(plain);
      })
    );
  });

  it('base64 agrees with the one of the platform', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 9 }), (values) => {
        const bytes = Buffer.from(new Float64Array(values).buffer);
        const back = decodeColumn(bytes.toString('base64')) ?? [];
        values.forEach((value, i) => expect(Object.is(back[i], value)).toBe(true));
      })
    );
  });

  it.each([
    ['one character', 'A'],
    ['seven bytes', Buffer.alloc(7).toString('base64')],
    ['nine bytes', Buffer.alloc(9).toString('base64')],
    ['a character outside the alphabet', `${Buffer.alloc(8).toString('base64').slice(0, -2)}*=`],
    ['the alphabet of URLs', '__________8='],
    ['a character beyond ASCII', 'AAAAAAAAAAé='],
    ['padding in the middle', 'AA==AAAAAAAA'],
    ['padding only', '===='],
    ['white space', 'AAAA AAAAAA='],
  ])('%s is no column', (_, text) => {
    expect(decodeColumn(text)).toBeUndefined();
  });

  it('an empty text is an empty column', () => {
    expect(decodeColumn('')).toEqual([]);
  });
});

describe('encodeDeltas', () => {
  const backFrom = (t0: number, dt: Deltas, count: number): number[] => {
    const steps = decodeDeltas(dt);
    if (steps === undefined) throw new Error('not decodable');
    let at = typeof steps === 'number' ? t0 - steps : t0;
    return Array.from({ length: count }, (_, i) => (at += typeof steps === 'number' ? steps : (steps[i] ?? 0)));
  };

  it('the times come back by adding up, whatever form was chosen', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 41 }),
        fc.array(fc.integer({ min: -1e6, max: 2 ** 40 }), { minLength: 1, maxLength: 30 }),
        (t0, steps) => {
          const times: number[] = [];
          steps.reduce((at, step) => (times.push(at + step), at + step), t0);
          expect(backFrom(t0, encodeDeltas(t0, times), times.length)).toEqual(times);
        }
      )
    );
  });

  it('even times are one number', () => {
    expect(encodeDeltas(100, [100, 160, 220])).toBe(60);
    expect(encodeDeltas(100, [100])).toBe(0);
  });

  it('uneven whole milliseconds are packed two bytes a step, when that is shorter', () => {
    expect(encodeDeltas(100, [130, 160])).toBe('PDw=');
    expect(decodeDeltas('PDw=')).toEqual([30, 30]);
  });

  it('fractions of a millisecond stay a list', () => {
    expect(encodeDeltas(100, [100.5, 160])).toEqual([0.5, 59.5]);
  });

  it('a text that is no base64, or ends within a number, is refused', () => {
    for (const bad of ['PDw', '*DwA', 'gA==', '////////////////']) expect(decodeDeltas(bad)).toBeUndefined();
  });
});
