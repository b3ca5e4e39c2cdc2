/** Numbers that a digit can be. */
export const base = 90;

/** Code of a digit: ASCII from `#` to `}` without the backslash, which JSON would write twice. */
export function codeOf(digit: number): number {
  return digit < split ? first + digit : first + digit + 1;
}

/** The number that so many digits make, from that place of a text on. */
export function numberAt(text: string, at: number, width: number): number {
  let all = 0;
  for (let i = at; i < at + width; i++) all = base * all + digitOf(text.charCodeAt(i));
  return all;
}

// --- internal ---

function digitOf(code: number): number {
  return code < first + split ? code - first : code - first - 1;
}

/** Code of the digit 0, and the digit from which on the codes skip one. */
const first = 35;
const split = 57;
