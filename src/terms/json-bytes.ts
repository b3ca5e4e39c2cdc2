/**
 * Bytes of a text within JSON, in UTF-8 and with its escapes, without the quotes.
 *
 *     textBytes('ab')     // 2
 *     textBytes('漢')     // 3
 *     textBytes('\ud800') // 6, half a character is written as an escape
 */
export function textBytes(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) bytes += code === 0x22 || code === 0x5c ? 2 : code < 0x20 ? escapeBytes(code) : 1;
    else if (code < 0x800) bytes += 2;
    else if (code < 0xd800 || code > 0xdfff) bytes += 3;
    else if (isPair(text, i)) {
      bytes += 4;
      i += 1;
    } else bytes += 6;
  }
  return bytes;
}

/**
 * Bytes that a value takes as JSON; `undefined` if it is not JSON: an infinite number, a function, a circular value.
 * `undefined` fields are skipped, as in `JSON.stringify`. It stops soon after `max`, so measuring something huge costs
 * no more than measuring something allowed.
 */
export function jsonBytes(value: unknown, max = Number.POSITIVE_INFINITY): number | undefined {
  return bytesOf(value, max, 0);
}

// --- internal ---

/** Real data is never deeper, and circular values end here. */
const maxDepth = 100;

function bytesOf(value: unknown, max: number, depth: number): number | undefined {
  if (typeof value === 'string') return textBytes(value) + 2;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value).length : undefined;
  if (value === null) return 4;
  if (typeof value === 'boolean') return value ? 4 : 5;
  if (typeof value !== 'object' || depth >= maxDepth) return undefined;
  return Array.isArray(value) ? listBytes(value, max, depth) : fieldsBytes(value, max, depth);
}

function listBytes(values: readonly unknown[], max: number, depth: number): number | undefined {
  let bytes = 1 + Math.max(1, values.length);
  for (let i = 0; i < values.length && bytes <= max; i++) {
    const each = bytesOf(values[i], max - bytes, depth + 1);
    if (each === undefined) return undefined;
    bytes += each;
  }
  return bytes;
}

function fieldsBytes(value: object, max: number, depth: number): number | undefined {
  let [bytes, count] = [2, 0];
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined) continue;
    if (bytes > max) break;
    const each = bytesOf(field, max - bytes, depth + 1);
    if (each === undefined) return undefined;
    count += 1;
    bytes += textBytes(key) + 3 + each + (count > 1 ? 1 : 0);
  }
  return bytes;
}

/** `\b`, `\t`, `\n`, `\f` and `\r` are short; the others are written as `\u0000`. */
function escapeBytes(code: number): number {
  return code === 8 || code === 9 || code === 10 || code === 12 || code === 13 ? 2 : 6;
}

function isPair(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return text.charCodeAt(at) < 0xdc00 && next >= 0xdc00 && next <= 0xdfff;
}
