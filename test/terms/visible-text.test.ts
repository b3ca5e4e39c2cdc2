import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt, oneLine, visibleText } from '../../src/terms/visible-text.ts';

describe('a text from elsewhere', () => {
  it.each([
    ['a line break', 'a\nb\r\nc', 'a\\nb\\r\\nc'],
    ['an escape sequence', '\u001B[31mred\u001B]0;title\u0007', '\\x1b[31mred\\x1b]0;title\\x07'],
    ['the one-byte form of it', '\u009B2J', '\\x9b2J'],
    ['an override of the writing direction', 'abc\u202Efdp.exe', 'abc\\u202efdp.exe'],
    ['an isolate', '\u2066x\u2069', '\\u2066x\\u2069'],
    ['a line separator', 'a\u2028b', 'a\\u2028b'],
    ['a zero-width space', 'ad\u200Bmin', 'ad\\u200bmin'],
    ['half a surrogate pair', 'a\uD83D', 'a\\ud83d'],
    ['a tag character', 'a\u{E0041}', 'a\\u{e0041}'],
  ])('shows %s', (_, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it.each(['plain', 'Grüße', '日本語', 'שלום', '👩‍👩‍👧', 'می‌خواهم'])('keeps %s', (text) => {
    expect(visibleText(text)).toBe(text);
  });

  it('shown twice it stays the same, and drives no terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visibleText(text);
        expect(visibleText(shown)).toBe(shown);
        expect(shown).not.toMatch(/\p{Cc}|\p{Zl}|\p{Zp}|\p{Cs}/u);
      })
    );
  });

  it('is cut to a length, codes included', () => {
    expect(excerpt('short', 10)).toBe('short');
    expect(excerpt('abcdefghijk', 10)).toBe('abcdefghi…');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (text, length) => {
        const cut = excerpt(text, length);
        expect(cut.length).toBeLessThanOrEqual(length);
        expect(visibleText(cut)).toBe(cut);
      })
    );
  });

  it('of several lines is one of words, with its lines told apart', () => {
    expect(oneLine('it ended with 1:\r\n\n  File "t.py"\n\tx = 1\nboom: no \u001B[31mdb\n', 100)).toBe(
      'it ended with 1: File "t.py"; x = 1; boom: no \\x1b[31mdb'
    );
    expect(oneLine('plain', 10)).toBe('plain');
    expect(oneLine('a\u2028b\u0085c', 10)).toBe('a; b; c');
  });

  it('of several lines keeps how it begins and how it ends where it is too long', () => {
    const trace = `it ended with 1:\n${'  File "t.py", in f\n'.repeat(10_000)}ValueError: no rows`;
    const text = oneLine(trace, 100);
    expect(text).toMatch(/^it ended with 1: File .* … .*; ValueError: no rows$/);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer({ min: 10, max: 40 }), (any, length) => {
        const cut = oneLine(any, length);
        expect(cut.length).toBeLessThanOrEqual(length);
        expect(visibleText(cut)).toBe(cut);
      })
    );
  });
});
