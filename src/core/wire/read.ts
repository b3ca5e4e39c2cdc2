import { excerpt } from '../../terms/visible-text.ts';
import { inWords } from '../../terms/show.ts';
import { jsonBytes } from '../../terms/json-bytes.ts';
import type { Json } from '../../terms/json.ts';

/**
 * Reads one value that came from outside: what it is, in form and in size, or the fault that keeps it from being that.
 * A reader never throws, never keeps a part that it has not looked at, and costs what the value is allowed to take.
 */
export type Reader<T> = (value: unknown, at: string) => T | Fault;

export type ReadBy<R> = R extends Reader<infer T> ? T : never;

/**
 * Why a value cannot be used, as a sentence that begins in the small: `expected \`x\` to be a number, got \`null\``.
 */
export class Fault {
  readonly text: string;
  /** Its form is right, but there is more of it than fits. */
  readonly isSize: boolean;

  constructor(text: string, isSize = false) {
    this.text = text;
    this.isSize = isSize;
  }
}

/** A text of at most so many characters; a longer one is a fault, or loses its end where that does no harm. */
export function text(max: number, { cut = false } = {}): Reader<string> {
  return (value, at) => {
    if (typeof value !== 'string') return expected(at, 'a text', value);
    if (value.length <= max) return value;
    return cut ? value.slice(0, max) : expected(at, `a text of at most ${max} characters`, value, true);
  };
}

export const finite: Reader<number> = (value, at) =>
  Number.isFinite(value) ? (value as number) : expected(at, 'a finite number', value);

/** A whole number that a double holds exactly. */
export function whole(min: number, what = `a whole number from ${min}`): Reader<number> {
  return (value, at) =>
    Number.isSafeInteger(value) && (value as number) >= min ? (value as number) : expected(at, what, value);
}

export const flag: Reader<boolean> = (value, at) =>
  typeof value === 'boolean' ? value : expected(at, 'true or false', value);

export function oneOf<const T extends string>(known: readonly T[]): Reader<T> {
  return (value, at) => known.find((one) => one === value) ?? expected(at, `one of ${known.join(', ')}`, value);
}

/** What the test says yes to. */
export function matching<T>(test: (value: unknown) => value is T, what: string): Reader<T> {
  return (value, at) => (test(value) ? value : expected(at, what, value));
}

export function nullable<T>(reader: Reader<T>): Reader<T | null> {
  return (value, at) => (value === null ? null : reader(value, at));
}

/** May be absent, or null; in `fields` it is left out then. */
export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value, at) => (value === undefined || value === null ? undefined : reader(value, at));
}

/** Left out when it cannot be used: for parts without which the rest is still true. */
export function lenient<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value, at) => {
    const read = reader(value, at);
    return read instanceof Fault ? undefined : read;
  };
}

/** A list of at most so many; of a longer one the first, where the rest may go. */
export function list<T>(each: Reader<T>, max: number, { cut = false } = {}): Reader<T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) return expected(at, 'a list', value);
    if (value.length > max && !cut) return expected(at, `at most ${max} entries`, value.length, true);
    const items: T[] = [];
    for (let i = 0; i < value.length && i < max; i++) {
      const item = each(value[i], `${at}[${i}]`);
      if (item instanceof Fault) return item;
      items.push(item);
    }
    return items;
  };
}

/** An object with names of the sender's own, at most so many; what `each` leaves out is left out. */
export function record<T>(
  each: Reader<T>,
  max: number,
  { cut = false, min = 0, what = 'an object' } = {}
): Reader<Record<string, Exclude<T, undefined>>> {
  return (value, at) => {
    if (!isObject(value)) return expected(at, what, value);
    const names = Object.keys(value);
    if (names.length < min) return expected(at, what, value);
    if (names.length > max && !cut) return expected(at, `at most ${max} entries`, names.length, true);
    const entries: [string, Exclude<T, undefined>][] = [];
    for (const name of names.slice(0, max)) {
      if (name.length > maxName) return expected(at, `names of at most ${maxName} characters`, name, true);
      const read = each(value[name], at === '' ? name : `${at}.${name}`);
      if (read instanceof Fault) return read;
      if (read !== undefined) entries.push([name, read as Exclude<T, undefined>]);
    }
    // Not by assignment: a name such as `__proto__` would be lost.
    return Object.fromEntries(entries);
  };
}

type Shape = Record<string, Reader<unknown>>;
type Optional<S extends Shape> = { [K in keyof S]: undefined extends ReadBy<S[K]> ? K : never }[keyof S];

/** What `fields` of such a shape reads; fields that may be left out are optional. */
export type Fields<S extends Shape> = { [K in Exclude<keyof S, Optional<S>>]: ReadBy<S[K]> } & {
  [K in Optional<S>]?: Exclude<ReadBy<S[K]>, undefined>;
};

/** An object with these fields; others are not kept. */
export function fields<S extends Shape>(shape: S, what = 'an object'): Reader<Fields<S>> {
  const readers = Object.entries(shape);
  return (value, at) => {
    if (!isObject(value)) return expected(at, what, value);
    const read: Record<string, unknown> = {};
    for (const [name, reader] of readers) {
      const field = reader(Object.hasOwn(value, name) ? value[name] : undefined, at === '' ? name : `${at}.${name}`);
      if (field instanceof Fault) return field;
      if (field !== undefined) read[name] = field;
    }
    return read as Fields<S>;
  };
}

/** Any JSON of at most so many bytes. */
export function json(maxBytes: number): Reader<Json> {
  return (value, at) => {
    const bytes = jsonBytes(value, maxBytes);
    if (bytes === undefined) return expected(at, 'JSON', value);
    return bytes <= maxBytes
      ? (value as Json)
      : new Fault(`expected \`${at}\` to take at most ${maxBytes} bytes`, true);
  };
}

/** The fault as a sentence of its own: `Expected \`x\` …`. */
export function sentenceOf({ text: words }: Fault): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

export function expected(at: string, what: string, got: unknown, isSize = false): Fault {
  return new Fault(`expected \`${excerpt(at, 200)}\` to be ${what}, got \`${shown(got)}\``, isSize);
}

/** Anything, short, for a message; total. */
export function shown(value: unknown): string {
  return inWords(value, maxShown);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// --- internal ---

const maxName = 200;
const maxShown = 120;
