// Doubles in 24 bits: sign, ten bits of exponent, thirteen of the fraction; that is four significant digits, and four
// characters of text.

/** The nearest number that has such a form, as text. */
export function encodeShort(x: number): string {
  const bits = bitsOf(x);
  return alphabet[bits >>> 18]! + alphabet[(bits >>> 12) & 63]! + alphabet[(bits >>> 6) & 63]! + alphabet[bits & 63]!;
}

/** The number whose text begins at that place. */
export function decodeShort(text: string, at: number): number {
  let bits = 0;
  for (let i = at; i < at + 4; i++) bits = bits * 64 + (digitOf[text.charCodeAt(i)] ?? 0);
  return ofBits(bits);
}

/** What is left of a number that is written and read again; halves may go either way. */
export function roundShort(x: number): number {
  // In the sandbox a global such as `Math` takes longer to be found than all of this.
  const size = x < 0 ? -x : x;
  if (size < 1e-150 || size > 1e150) return ofBits(bitsOf(x));
  // Dekker's splitting: the upper 14 bits of the fraction, without a look at the bits.
  const scaled = x * splitter;
  return scaled - (scaled - x);
}

// --- internal ---

const splitter = 2 ** 39 + 1;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const digitOf = Uint8Array.from({ length: 128 }, (_, code) => Math.max(0, alphabet.indexOf(String.fromCharCode(code))));
const scratch = new DataView(new ArrayBuffer(8));

/** Exponents of doubles are counted from 1023, these from 511. */
const exponentBias = 1_023 - 511;

function bitsOf(x: number): number {
  scratch.setFloat64(0, x);
  // Half of what is cut off is added first: it may carry into the exponent, as it should.
  const high = scratch.getUint32(0) + 0x40;
  const exponent = ((high >>> 20) & 0x7ff) - exponentBias;
  const sign = x < 0 ? 0x800000 : 0;
  return exponent <= 0 ? 0 : sign | (Math.min(exponent, 0x3ff) << 13) | ((high >>> 7) & 0x1fff);
}

function ofBits(bits: number): number {
  if (bits === 0) return 0;
  const sign = bits & 0x800000 ? 0x80000000 : 0;
  const exponent = ((bits >>> 13) & 0x3ff) + exponentBias;
  scratch.setUint32(0, (sign | (exponent << 20) | ((bits & 0x1fff) << 7)) >>> 0);
  scratch.setUint32(4, 0);
  return scratch.getFloat64(0);
}
