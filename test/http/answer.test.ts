import { describe, expect, it } from 'vitest';
import { retryAfterMs, shortText } from '../../src/http/answer.ts';

const now = Date.UTC(2026, 2, 2, 12);

describe('Retry-After', () => {
  it.each([
    ['7', 7_000],
    [' 0 ', 0],
    ['0.5', 500],
    ['Mon, 02 Mar 2026 12:00:30 GMT', 30_000],
    ['Mon, 02 Mar 2026 11:00:00 GMT', 0],
  ])('%j means %d ms', (header, ms) => expect(retryAfterMs(header, now)).toBe(ms));

  it.each([undefined, '', 'soon', '-5', '7 s', 'Infinity', 'NaN', '1e9', '2026-03-02'])('%j says nothing', (header) =>
    expect(retryAfterMs(header, now)).toBeUndefined()
  );
});

describe('what a service said', () => {
  it('is one short line without control characters', () => {
    expect(shortText('  a\n\t b\u001B[31m\u0007c\u2028d ')).toBe('a b [31m c d');
    expect(shortText('x'.repeat(300))).toBe(`${'x'.repeat(199)}…`);
    expect(shortText(' \n')).toBe('');
  });
});
