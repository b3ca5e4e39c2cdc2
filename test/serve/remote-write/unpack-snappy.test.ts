import * as fc from 'fast-check';
import snappy from 'snappyjs';
import { describe, expect, it } from 'vitest';
import { unpackSnappy } from '../../../src/serve/remote-write/unpack-snappy.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('unpacking snappy', () => {
  it('gives back whatever was packed, runs and repetitions included', () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 40_000 }))
        .map(([word, times]) => {
          const run = new Uint8Array(word.length * times);
          for (let i = 0; i < times; i++) run.set(word, i * word.length);
          return run;
        })
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
        let at = 0;
        for (const one of parts) {
          all.set(one, at);
          at += one.length;
        }
        expect(Buffer.compare(unpackSnappy(snappy.compress(all), 1e7) ?? bytes(), all)).toBe(0);
      }),
      { numRuns: 50 }
    );
  });

  it('says nothing of a block that says it is too large, before it makes room for it', () => {
    expect(unpackSnappy(snappy.compress(new Uint8Array(1_001)), 1_000)).toBeUndefined();
    expect(unpackSnappy(bytes(0xff, 0xff, 0xff, 0xff, 0x7f), 1_000)).toBeUndefined();
  });

  it.each([
    ['no length', bytes(), 'does not begin with a length'],
    ['a length without end', bytes(0x80, 0x80, 0x80, 0x80, 0x80, 0x80), 'does not begin with a length'],
    ['a text that goes back, for ever in some libraries', bytes(4, 0xfc, 0xfb, 0xff, 0xff, 0xff), 'more than it says'],
    ['a text that is cut off', bytes(4, 0x0c, 1, 2), 'ends in the middle'],
    ['a tag that is cut off', bytes(4, 0xfc, 1), 'ends in the middle'],
    ['a copy of nothing', bytes(5, 0, 1, 0x01, 0), 'from before its beginning'],
    ['a copy from before the beginning', bytes(5, 0, 1, 0x01, 2), 'from before its beginning'],
    ['too little', bytes(4, 0, 1), 'less than it says'],
    ['too much', bytes(1, 0x04, 1, 2), 'more than it says'],
  ])('refuses %s', (_, packed, why) => {
    expect(() => unpackSnappy(packed, 1_000)).toThrow(why);
  });

  it('comes to an end with any bytes', () => {
    fc.assert(
      fc.property(fc.nat({ max: 127 }), fc.uint8Array({ maxLength: 60 }), (length, rest) => {
        const packed = bytes(length, ...rest);
        try {
          expect(unpackSnappy(packed, 1_000)).toHaveLength(length);
        } catch (error) {
          expect((error as Error).message).toMatch(/^it /);
        }
      }),
      { numRuns: 2_000 }
    );
  });
});
