/**
 * A column of numbers on the wire: plain JSON numbers, or base64 of little-endian 64-bit floats. Short decimals
 * (`0.937`) are smaller and readable as JSON; full doubles take 10.7 bytes as base64 against up to 19 as text. Both
 * keep every bit.
 */
export type Column = number[] | string;

/** The shorter of the two forms. Numbers must be finite: JSON has no others. */
export function encodeColumn(values: readonly number[]): Column {
  const asFloats = 4 * Math.ceil((values.length * 8) / 3) + 2;
  return lengthAsJson(values) <= asFloats ? values.slice() : encodeFloats(values);
}

/** The numbers of a column, or `undefined` when the text is no base64 of whole 64-bit floats. */
export function decodeColumn(column: Column): readonly (number | null)[] | undefined {
  return typeof column === 'string' ? decodeFloats(column) : column;
}

/** How many numbers a column has, without reading them. */
export function columnLength(column: Column): number {
  if (typeof column !== 'string') return column.length;
  const padding = column.endsWith('==') ? 2 : column.endsWith('=') ? 1 : 0;
  return Math.floor((Math.floor((column.length * 3) / 4) - padding) / 8);
}

/**
 * Times as differences. The first entry is the distance from `t0` to the first observation. One number when all steps
 * are the same and the first observation stands at `t0`, as it is for most streams; else an array, or base64 of zigzag
 * varints where that is shorter (whole milliseconds only): two bytes a step instead of four or five characters.
 */
export type Deltas = number[] | number | string;

export function encodeDeltas(t0: number, times: readonly number[]): Deltas {
  const deltas: number[] = [];
  let before = t0;
  for (const time of times) {
    deltas.push(time - before);
    before = time;
  }
  const step = deltas[1] ?? 0;
  if (deltas[0] === 0 && deltas.every((delta, index) => index === 0 || delta === step)) return step;
  if (!deltas.every((delta) => Math.abs(delta) <= largestVarint && Number.isInteger(delta))) return deltas;
  const packed = toBase64(varints(deltas));
  return packed.length + 2 < lengthAsJson(deltas) ? packed : deltas;
}

/** The steps as numbers, or `undefined` when the text is no base64 of whole varints. */
export function decodeDeltas(deltas: Deltas): number[] | number | undefined {
  if (typeof deltas !== 'string') return deltas;
  const bytes = fromBase64(deltas);
  return bytes && readVarints(bytes);
}

// --- internal ---

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const sextets = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) sextets[alphabet.charCodeAt(i)] = i;

function lengthAsJson(values: readonly number[]): number {
  let length = 1;
  for (const value of values) length += String(value).length + 1;
  return length;
}

function encodeFloats(values: readonly number[]): string {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setFloat64(index * 8, value, true));
  return toBase64(bytes);
}

function decodeFloats(text: string): number[] | undefined {
  const bytes = fromBase64(text);
  if (!bytes || bytes.length % 8 !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values: number[] = [];
  for (let at = 0; at < bytes.length; at += 8) values.push(view.getFloat64(at, true));
  return values;
}

/** Zigzag keeps small negative steps small; 2^46 doubled still is an exact integer. */
const largestVarint = 2 ** 46;

function varints(values: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (const value of values) {
    let rest = value < 0 ? -2 * value - 1 : 2 * value;
    while (rest >= 128) {
      bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}

function readVarints(bytes: Uint8Array): number[] | undefined {
  const values: number[] = [];
  let value = 0;
  let scale = 1;
  for (const byte of bytes) {
    value += (byte % 128) * scale;
    scale *= 128;
    if (value > 2 * largestVarint) return undefined;
    if (byte >= 128) continue;
    values.push(value % 2 === 0 ? value / 2 : -(value + 1) / 2);
    value = 0;
    scale = 1;
  }
  return scale === 1 ? values : undefined;
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const triple = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += alphabet.charAt(triple >> 18) + alphabet.charAt((triple >> 12) & 63);
    text += i + 1 < bytes.length ? alphabet.charAt((triple >> 6) & 63) : '=';
    text += i + 2 < bytes.length ? alphabet.charAt(triple & 63) : '=';
  }
  return text;
}

function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3);
  for (let i = 0, o = 0; i < text.length; i += 4, o += 3) {
    const quad = quadAt(text, i, i + 4 === text.length ? padding : 0);
    if (quad < 0) return undefined;
    bytes[o] = quad >> 16;
    bytes[o + 1] = (quad >> 8) & 255;
    bytes[o + 2] = quad & 255;
  }
  return bytes.subarray(0, bytes.length - padding);
}

/** Four characters as 24 bits; negative when one of them does not belong there. */
function quadAt(text: string, at: number, padding: number): number {
  const [first, second] = [sextetAt(text, at), sextetAt(text, at + 1)];
  const third = padding > 1 ? 0 : sextetAt(text, at + 2);
  const fourth = padding > 0 ? 0 : sextetAt(text, at + 3);
  return first < 0 || second < 0 || third < 0 || fourth < 0
    ? -1
    : (first << 18) | (second << 12) | (third << 6) | fourth;
}

function sextetAt(text: string, at: number): number {
  return sextets[text.charCodeAt(at)] ?? -1;
}
