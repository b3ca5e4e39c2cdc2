/**
 * A column of numbers on the wire: plain JSON numbers, or base64 of little-endian 64-bit floats. Short decimals
 * (`0.937`) are smaller and readable as JSON; full doubles take 10.7 bytes as base64 against up to 19 as text. Both
 * keep every bit.
 */
export type Column = number[] | string;

/** The shorter of the two forms. Numbers must be finite: JSON has no others. */
export function encodeColumn(values: readonly number[]): Column {
  const asText = values.reduce((length, value) => length + String(value).length + 1, 1);
  const asFloats = 4 * Math.ceil((values.length * 8) / 3) + 2;
  return asText <= asFloats ? values.slice() : encodeFloats(values);
}

/** The numbers of a column, or `undefined` when the text is no base64 of whole 64-bit floats. */
export function decodeColumn(column: Column): readonly (number | null)[] | undefined {
  return typeof column === 'string' ? decodeFloats(column) : column;
}

/**
 * Times as differences in whole milliseconds; one number when they are all the same, as they are for most streams.
 * The first entry is the distance from `t0` to the first observation.
 */
export type Deltas = number[] | number;

export function encodeDeltas(t0: number, times: readonly number[]): Deltas {
  const deltas: number[] = [];
  let before = t0;
  for (const time of times) {
    deltas.push(time - before);
    before = time;
  }
  const step = deltas[1] ?? 0;
  const even = deltas[0] === 0 && deltas.every((delta, index) => index === 0 || delta === step);
  return even ? step : deltas;
}

// --- internal ---

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const sextets = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) sextets[alphabet.charCodeAt(i)] = i;

function encodeFloats(values: readonly number[]): string {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setFloat64(index * 8, value, true));
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const triple = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += alphabet.charAt(triple >> 18) + alphabet.charAt((triple >> 12) & 63);
    text += i + 1 < bytes.length ? alphabet.charAt((triple >> 6) & 63) : '=';
    text += i + 2 < bytes.length ? alphabet.charAt(triple & 63) : '=';
  }
  return text;
}

function decodeFloats(text: string): number[] | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const byteCount = (text.length / 4) * 3 - padding;
  if (byteCount % 8 !== 0) return undefined;
  const bytes = new Uint8Array(byteCount + padding);
  for (let i = 0, o = 0; i < text.length; i += 4, o += 3) {
    const quad = quadAt(text, i, i + 4 === text.length ? padding : 0);
    if (quad === undefined) return undefined;
    bytes[o] = quad >> 16;
    bytes[o + 1] = (quad >> 8) & 255;
    bytes[o + 2] = quad & 255;
  }
  const view = new DataView(bytes.buffer);
  const values: number[] = [];
  for (let at = 0; at < byteCount; at += 8) values.push(view.getFloat64(at, true));
  return values;
}

function quadAt(text: string, at: number, padding: number): number | undefined {
  let quad = 0;
  for (let k = 0; k < 4; k++) {
    const sextet = k >= 4 - padding ? 0 : (sextets[text.charCodeAt(at + k)] ?? -1);
    if (sextet < 0) return undefined;
    quad = (quad << 6) | sextet;
  }
  return quad;
}
