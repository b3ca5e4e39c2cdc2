import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { decodeKeys, encodeKeys, keyNumber, keyWithin, hashOf, maxKeyLength } from '../../../src/core/wire/keys.ts';

describe('keys on the wire', () => {
  it('come back as the numbers that they were, and null where there was none', () => {
    const key = fc.option(fc.maxSafeNat(), { nil: undefined });
    fc.assert(
      fc.property(fc.array(key, { maxLength: 50 }), (keys) => {
        const wire: unknown = JSON.parse(JSON.stringify(encodeKeys(keys)));
        expect(decodeKeys(wire, keys.length)).toEqual(keys.map((one) => one ?? null));
      })
    );
  });

  it('take less than 11 bytes each', () => {
    const keys = Array.from({ length: 1_000 }, (_, i) => keyNumber(`orders/0/${i}`));
    expect(JSON.stringify(encodeKeys(keys)).length).toBeLessThan(11_000);
  });

  it('may be written by hand, as texts', () => {
    expect(decodeKeys(['order-1', null, 7, -1], 4)).toEqual([keyNumber('order-1'), null, 7, null]);
  });

  it.each([
    ['none', undefined],
    ['too few', [1]],
    ['too many', [1, 2, 3]],
    ['an empty text', ['', 1]],
    ['a text that is too long', ['x'.repeat(maxKeyLength + 1), 1]],
    ['half a number', [0.5, 1]],
    ['a number beyond all whole ones', [2 ** 53, 1]],
    ['no base64', 'a!'],
    ['base64 of something else', 'AAAA'],
    ['objects', [{}, {}]],
  ])('are refused when they are %s', (_, raw) => {
    expect(decodeKeys(raw, 2)).toBeUndefined();
  });
});

describe('the number of a key', () => {
  it('is a whole one of 53 bits, the same for ever', () => {
    expect(keyNumber('orders/0/1')).toBe(keyNumber('orders/0/1'));
    expect([keyNumber('orders/0/1'), keyNumber('')]).toMatchInlineSnapshot(`
      [
        6228253662839836,
        3338908027751811,
      ]
    `);
    fc.assert(fc.property(fc.string(), (text) => Number.isSafeInteger(keyNumber(text)) && keyNumber(text) >= 0));
  });

  it('is another for each of half a million keys that look alike, and within each series', () => {
    const series = ['accuracy\n\n', 'accuracy\nDE\n', 'accuracy\n\n1.0.1', 'f1\n\n', 'accuracz\n\n'].map(hashOf);
    const seen = new Set<number>();
    for (let i = 0; i < 100_000; i++)
      for (const hash of series) seen.add(keyWithin(hash, keyNumber(`orders/${i % 12}/${i}`)));
    expect(seen.size).toBe(500_000);
  });
});
