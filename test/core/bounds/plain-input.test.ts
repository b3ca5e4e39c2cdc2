import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectPlain } from '../../../src/core/bounds/plain-input.ts';

const key = fc.constantFrom('toString', 'valueOf', 'toJSON', '__proto__', 'constructor', 'length', 'a', 'b');
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, 0, -1, 1e300, '', '7', 'toString'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc
      .array(fc.tuple(key, tie('json')), { maxLength: 3 })
      .map((fields) => JSON.parse(`{${fields.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join()}}`))
  ),
}));

/** Every part of it, as a text and as a number. */
function convert(value: unknown): void {
  String(value);
  Number(value);
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(convert);
}

const passes = (work: () => void): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};

describe('an input that is plain', () => {
  it('has no part that would not become a text and a number', () => {
    let refused = 0;
    fc.assert(
      fc.property(json, (input) => {
        if (passes(() => expectPlain(input))) convert(input);
        else refused += 1;
      }),
      { numRuns: 3_000 }
    );
    expect(refused).toBeGreaterThan(100);
  });

  it.each<unknown>([{ toString: 1 }, { valueOf: null }, [{ in: [{ toString: {} }] }], { options: { toJSON: 'x' } }])(
    'is not %j',
    (input) => expect(() => expectPlain(input)).toThrow(/expected no field called/)
  );

  it('is no nest that a walk by calls would not leave', () => {
    const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    expect(() => expectPlain(nested(100_000))).toThrow(/levels of nesting/);
    expect(() => expectPlain(nested(100))).not.toThrow();
  });

  it.each<unknown>([null, undefined, 7, 'toString', {}, [], { constructor: 7, length: 3 }])('may be %j', (input) =>
    expect(() => expectPlain(input)).not.toThrow()
  );
});
