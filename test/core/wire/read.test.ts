import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Fault,
  fields,
  finite,
  flag,
  json,
  lenient,
  list,
  nullable,
  oneOf,
  optional,
  record,
  sentenceOf,
  shown,
  text,
  whole,
} from '../../../src/core/wire/read.ts';
import { jsonBytes } from '../../../src/terms/json-bytes.ts';

const point = fields({
  name: text(8),
  note: optional(text(5, { cut: true })),
  of: nullable(finite),
  tags: list(oneOf(['a', 'b']), 2),
  scores: record(finite, 2),
  odd: lenient(flag),
  more: optional(json(20)),
});
const sound = { name: 'x', of: null, tags: ['a'], scores: { s: 1 } };
const read = (value: unknown): unknown => {
  const got = point(value, '');
  return got instanceof Fault ? sentenceOf(got) : got;
};

describe('a reader', () => {
  it('keeps what it knows, and nothing else', () => {
    expect(read({ ...sound, other: 1, note: null })).toEqual(sound);
    expect(read({ ...sound, note: 'longer', odd: 'yes', more: { a: [1] } })).toEqual({
      ...sound,
      note: 'longe',
      more: { a: [1] },
    });
  });

  it('keeps names that every object has as names of the sender', () => {
    const scores = JSON.parse('{"__proto__":1}') as object;
    expect(JSON.stringify(read({ ...sound, scores }))).toContain('{"__proto__":1}');
    expect(read(Object.create(sound) as object)).toMatch(/`name` to be a text, got `nothing`/);
  });

  it.each([
    [null, 'Expected `` to be an object, got `null`'],
    [{ ...sound, name: 'far too long' }, 'Expected `name` to be a text of at most 8 characters, got `far too long`'],
    [{ ...sound, name: { toString: 1 } }, 'Expected `name` to be a text, got `{"toString":1}`'],
    [{ ...sound, of: '1' }, 'Expected `of` to be a finite number, got `1`'],
    [{ ...sound, tags: ['a', 'c'] }, 'Expected `tags[1]` to be one of a, b, got `c`'],
    [{ ...sound, tags: ['a', 'b', 'a'] }, 'Expected `tags` to be at most 2 entries, got `3`'],
    [{ ...sound, scores: { a: 1, b: 2, c: 3 } }, 'Expected `scores` to be at most 2 entries, got `3`'],
    [{ ...sound, scores: { a: null } }, 'Expected `scores.a` to be a finite number, got `null`'],
    [{ ...sound, more: 'x'.repeat(19) }, 'Expected `more` to take at most 20 bytes'],
  ])('says what is wrong with %j', (value, sentence) => {
    expect(read(value)).toBe(sentence);
  });

  it('takes whole numbers that a double holds, from its least on', () => {
    const [one, two] = [whole(1)(1, 'n'), whole(2)(1, 'n')];
    expect(one).toBe(1);
    expect(two).toBeInstanceOf(Fault);
    expect(whole(0)(2 ** 60, 'n')).toBeInstanceOf(Fault);
  });

  it('never throws and never grows, whatever it is given', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true });
    fc.assert(
      fc.property(
        fc.oneof(
          anything,
          fc.record({ name: anything, of: anything, tags: anything, scores: anything, more: anything })
        ),
        (value) => {
          const got = point(value, '');
          if (got instanceof Fault) expect(got.text.length).toBeLessThan(300);
          else expect(jsonBytes(got)).toBeLessThan(600);
        }
      ),
      { numRuns: 2_000 }
    );
  });
});

describe('shown', () => {
  it('is short, for everything there is', () => {
    const many = Array.from({ length: 1e6 }, () => 7);
    for (const value of [1n, Symbol('s'), () => 1, undefined, 'x'.repeat(1e6), [[]], many])
      expect(shown(value).length).toBeLessThanOrEqual(121);
    expect(shown(many)).toBe('a list of 1000000');
  });
});
