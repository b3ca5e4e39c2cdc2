import { decodeColumn, encodeColumn } from './columns.ts';

/**
 * What tells an observation apart from another delivery of itself, one entry an observation: a text of the sender's,
 * the number that `keyNumber` makes of it, or null for none. Or all numbers as base64 of 64-bit floats, as `v` has
 * them.
 */
export type Keys = (string | number | null)[] | string;

/** Longest text that is taken as a key. */
export const maxKeyLength = 1_024;

/** The shorter form; observations without a key get a negative number. */
export function encodeKeys(keys: readonly (number | undefined)[]): Keys {
  return encodeColumn(keys.map((key) => key ?? -1));
}

/** The keys as numbers, or `undefined` when they are none, or not as many as observations. */
export function decodeKeys(raw: unknown, count: number): (number | null)[] | undefined {
  const column = typeof raw === 'string' ? decodeColumn(raw) : raw;
  if (!Array.isArray(column) || column.length !== count) return undefined;
  const keys: (number | null)[] = [];
  for (const one of column as unknown[]) {
    const isText = typeof one === 'string' && one.length >= 1 && one.length <= maxKeyLength;
    if (!isText && one !== null && !Number.isSafeInteger(one)) return undefined;
    const key = isText ? keyNumber(one) : (one as number | null);
    keys.push(key !== null && key >= 0 ? key : null);
  }
  return keys;
}

/** 53 bits of a text (cyrb53): among ten thousand keys a new one is taken for an old one once in 10^12. */
export function keyNumber(text: string): number {
  const [a, b] = hashOf(text);
  return joined(...finished(a, b));
}

/**
 * One number for a key within a series: the same event may bring a value of each metric, segment and version.
 *
 * @param hash of the series' name
 */
export function keyWithin([a, b]: Hash, key: number): number {
  const low = Math.imul((key | 0) ^ a, 2654435761);
  const high = Math.imul(Math.floor(key / 2 ** 32) ^ b, 1597334677);
  return joined(...finished(low, high));
}

export type Hash = readonly [number, number];

/** A text as two numbers of 32 bits. */
export function hashOf(text: string): Hash {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  return [a, b];
}

// --- internal ---

function finished(a: number, b: number): Hash {
  const x = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  const y = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(x ^ (x >>> 13), 3266489909);
  return [x, y];
}

function joined(x: number, y: number): number {
  return (y & 0x1fffff) * 2 ** 32 + (x >>> 0);
}
