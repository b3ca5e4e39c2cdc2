/**
 * A text from elsewhere, fit for a terminal, a log or a notice: what would move the cursor, colour, break the line, or turn
 * the direction of writing is shown as its code (`\n`, `\x1b`, `\u202e`). The same text stays the same, letters of every
 * script included.
 */
export function visibleText(text: string): string {
  return text.replaceAll(invisible, code);
}

/** The same, at most that long; what is cut is said by an ellipsis. */
export function excerpt(text: string, length: number): string {
  // Cut before it is looked at: a message of megabytes is not walked through for its beginning.
  const shown = visibleText(text.slice(0, length + 1));
  if (text.length <= length && shown.length <= length) return shown;
  return `${shown.slice(0, Math.max(0, length - 1)).replace(half, '')}…`;
}

// --- internal ---

/**
 * Control characters of both sets, line and paragraph separators, marks and overrides of the writing direction, and what has
 * no width at all (a byte order mark among them). Joiners stay: scripts and emoji need them.
 */
const invisible =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])/gu;

/** Half of a surrogate pair, or of a code, at the end of what was cut. */
const half = /(?:[\uD800-\uDBFF]|\\(?:x[0-9a-f]?|u[0-9a-f]{0,3})?)$/;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function code(found: string): string {
  const point = found.codePointAt(0) ?? 0;
  const hex = point.toString(16);
  if (point > 0xffff) return `\\u{${hex}}`;
  return short[found] ?? (point < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`);
}
