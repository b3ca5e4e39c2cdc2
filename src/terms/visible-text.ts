/**
 * Makes an outside text safe for a terminal, a log or a notice: anything that moves the cursor, changes colour, breaks
 * the line or turns the writing direction is shown as its code (`\n`, `\x1b`, `\u202e`). Ordinary text stays unchanged,
 * in every script.
 */
export function visibleText(text: string): string {
  return text.replaceAll(invisible, code);
}

/** The same, at most `length` characters; an ellipsis marks a cut. */
export function excerpt(text: string, length: number): string {
  // Cut first: only the beginning of a message of megabytes is processed.
  const shown = visibleText(text.slice(0, length + 1));
  if (text.length <= length && shown.length <= length) return shown;
  return `${shown.slice(0, Math.max(0, length - 1)).replace(half, '')}…`;
}

/** A text that something cut at one of these lengths, in whatever word that was: its whole words, and an ellipsis. */
export function cutAtWord(text: string, lengths: readonly number[]): string {
  if (!lengths.includes(text.length) || /[.!?)`]$/.test(text)) return text;
  return `${text.replace(/[\s,;:]+\S*$/, '')} …`;
}

/**
 * A text of several lines as one, at most `length` characters. Of a longer one the middle goes: an error of a program
 * begins with what failed, and its trace ends with why.
 */
export function oneLine(text: string, length: number): string {
  // Cut first, as above: blanks at the ends of lines count for nothing, and there is room for some.
  const room = 8 * length;
  const ends = text.length > 2 * room ? [text.slice(0, room), text.slice(-room)] : [text];
  const shown = ends.map((end) => visibleText(joined(end))).join(gap);
  if (shown.length <= length) return shown;
  const head = Math.floor((length - gap.length) / 3);
  const tail = shown.slice(shown.length - (length - gap.length - head));
  return `${shown.slice(0, head).replace(half, '')}${gap}${tail.replace(/^[\uDC00-\uDFFF]/, '')}`;
}

/** A name with blanks at its ends, or of nothing else, in quotes, and none of them but a space as it is. */
export function quotedBlank(name: string): string {
  return name === name.trim() ? name : `"${name.replaceAll(/[^\S ]/gu, code)}"`;
}

// --- internal ---

/**
 * Control characters of both sets, line and paragraph separators, marks and overrides of the writing direction, and
 * characters without width (such as a byte order mark). Joiners stay: scripts and emoji need them.
 */
const invisible =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])/gu;

/** Half of a surrogate pair, or of a code, at the end of a cut text. */
const half = /(?:[\uD800-\uDBFF]|\\(?:x[0-9a-f]?|u[0-9a-f]{0,3})?)$/;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function code(found: string): string {
  const point = found.codePointAt(0) ?? 0;
  const hex = point.toString(16);
  if (point > 0xffff) return `\\u{${hex}}`;
  return short[found] ?? (point < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`);
}

const gap = ' … ';

/** A line that ends in the middle of a sentence is told apart from the next one. */
function joined(text: string): string {
  const lines = text.split(/[\n\r\u0085\u2028\u2029]+/).flatMap((line) => line.trim().replaceAll(/\s+/g, ' ') || []);
  return lines.map((line, at) => (at === lines.length - 1 || /[.:;,!?]$/.test(line) ? line : `${line};`)).join(' ');
}
