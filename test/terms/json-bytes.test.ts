import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonBytes, textBytes } from '../../src/terms/json-bytes.ts';

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

describe('textBytes', () => {
  it('counts what JSON writes, for every character there is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(textBytes(text)).toBe(bytes(text) - 2);
      })
    );
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (codes) => {
        const text = String.fromCharCode(...codes);
        expect(textBytes(text)).toBe(bytes(text) - 2);
      })
    );
  });
});

describe('jsonBytes', () => {
  it('is the length of what JSON writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(jsonBytes(value)).toBe(bytes(value));
      })
    );
    expect(jsonBytes({ a: undefined, b: 1, c: undefined })).toBe(bytes({ b: 1 }));
    expect([jsonBytes([]), jsonBytes({}), jsonBytes(-0)]).toEqual([2, 2, 1]);
  });

  it.each([
    ['a number that is not finite', [Number.NaN]],
    ['a function', { toString: () => 'x' }],
    ['a symbol', Symbol('x')],
    ['a big integer', 1n],
    ['nothing in a list', [undefined]],
  ])('%s is no JSON', (_, value) => {
    expect(jsonBytes(value)).toBeUndefined();
  });

  it('what refers to itself is no JSON, nor is what no stack holds', () => {
    const self: unknown[] = [];
    self.push(self);
    expect(jsonBytes(self)).toBeUndefined();
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(jsonBytes(deep)).toBeUndefined();
  });

  it('stops soon after what is allowed', () => {
    let looked = 0;
    const list = Array.from({ length: 10_000 }, () => ({
      get x() {
        looked += 1;
        return 'ab';
      },
    }));
    expect(jsonBytes({ rest: list.slice(0, 3) }, 5)).toBeGreaterThan(5);
    expect(
      jsonBytes(
        list.map((one) => [one]),
        30_000
      )
    ).toBeGreaterThan(30_000);
    expect(looked).toBeLessThan(3_000);
  });
});
