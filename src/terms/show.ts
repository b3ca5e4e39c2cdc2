import { excerpt } from './visible-text.ts';
import { jsonBytes } from './json-bytes.ts';

/**
 * Any value as messages print it: short, on one line, in backticks where it is written out. Total, and cheap for a
 * value of megabytes or one that refers to itself.
 *
 * @param length characters at most
 * @example
 * ```ts @import.meta.vitest
 * expect(show('two\nlines')).toBe('`two\\nlines`');
 * expect(show([1, 'a'])).toBe('`[1,"a"]`');
 * expect(show('1.5')).toBe('`"1.5"`');
 * expect(show(undefined)).toBe('nothing');
 * ```
 */
export function show(value: unknown, length = 60): string {
  if (value === undefined) return 'nothing';
  if (value === '') return 'an empty text';
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  // A text that reads as a number keeps its quotes: they may be the fault.
  const isOdd = typeof value === 'string' && readsAsOther.test(value);
  return `\`${isOdd ? JSON.stringify(value) : inWords(value, length)}\``;
}

/** Kinds of values, by the names that schemas have for them, as messages say what was expected. */
export const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with fields',
  record: 'an object with fields',
};

/** The same without backticks. */
export function inWords(value: unknown, length: number): string {
  return excerpt(typeof value === 'string' ? value : wordsOf(value, 10 * length), length);
}

// --- internal ---

const readsAsOther = /^(?:-?\d{1,20}(?:\.\d{1,20})?|true|false|null)$/;

function wordsOf(value: unknown, maxBytes: number): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'symbol' || typeof value === 'function') return typeof value;
  if (typeof value !== 'object' || value === null) return `${value as number}`;
  if (value instanceof Date) return JSON.stringify(value);
  // Only what is small is written out.
  const bytes = jsonBytes(value, maxBytes);
  if (bytes !== undefined && bytes <= maxBytes) return JSON.stringify(value);
  return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
}
