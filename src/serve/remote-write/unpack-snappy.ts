/**
 * Unpacks snappy's block format, as remote-write uses it. Not by a library: those in JavaScript (snappyjs, and
 * hyparquet's copy of it) can be kept busy for ever by six bytes, and take a block that ends early.
 *
 * @param maxBytes when unpacked
 * @returns `undefined` when it says that it is larger
 * @throws Error when the bytes are no such block
 */
export function unpackSnappy(packed: Uint8Array, maxBytes: number): Uint8Array | undefined {
  const header = lengthIn(packed);
  if (header.length > maxBytes) return undefined;
  const out = new Uint8Array(header.length);
  let from = header.end;
  let to = 0;
  while (from < packed.length) {
    const tag = packed[from]!;
    const { bytes, length, offset } = elementOf(packed, from, tag);
    from += bytes;
    if (to + length > out.length) throw new Error('it unpacks to more than it says');
    if (offset === undefined) {
      if (from + length > packed.length) throw new Error('it ends in the middle');
      out.set(packed.subarray(from, from + length), to);
      from += length;
    } else copyWithin(out, to, offset, length);
    to += length;
  }
  if (to !== out.length) throw new Error('it unpacks to less than it says');
  return out;
}

// --- internal ---

interface Element {
  /** Bytes of the tag and of what follows it. */
  bytes: number;
  length: number;
  /** How far back the bytes are to be copied from; `undefined`: they follow. */
  offset?: number;
}

/** The unpacked length: up to five groups of seven bits, the lowest first. */
function lengthIn(packed: Uint8Array): { length: number; end: number } {
  let length = 0;
  for (let i = 0; i < 5 && i < packed.length; i++) {
    length += (packed[i]! & 0x7f) * 2 ** (7 * i);
    if (packed[i]! < 0x80) return { length, end: i + 1 };
  }
  throw new Error('it does not begin with a length');
}

function elementOf(packed: Uint8Array, at: number, tag: number): Element {
  const high = tag >>> 2;
  switch (tag & 3) {
    case 0:
      if (high < 60) return { bytes: 1, length: high + 1 };
      return { bytes: high - 58, length: numberAt(packed, at + 1, high - 59) + 1 };
    case 1:
      return { bytes: 2, length: (high & 7) + 4, offset: (tag >>> 5) * 256 + numberAt(packed, at + 1, 1) };
    case 2:
      return { bytes: 3, length: high + 1, offset: numberAt(packed, at + 1, 2) };
    default:
      return { bytes: 5, length: high + 1, offset: numberAt(packed, at + 1, 4) };
  }
}

/** Little-endian, never negative. */
function numberAt(packed: Uint8Array, at: number, bytes: number): number {
  if (at + bytes > packed.length) throw new Error('it ends in the middle');
  let number = 0;
  for (let i = 0; i < bytes; i++) number += packed[at + i]! * 256 ** i;
  return number;
}

/** Byte by byte: what is copied may reach into what it makes. */
function copyWithin(out: Uint8Array, to: number, offset: number, length: number): void {
  if (offset === 0 || offset > to) throw new Error('it copies from before its beginning');
  for (let i = 0; i < length; i++) out[to + i] = out[to + i - offset]!;
}
