/**
 * What a monitor answers, with the commands that people have written into it marked as theirs: a comment is shown as it
 * was written, and `onServer` adds no flags to it. Marked twice it is the same. Only for what is printed: `safeOutput`
 * takes the marks away.
 */
export function asWritten<T>(answer: T): T {
  return markIn(answer, '') as T;
}

/** A text that is a person's as a whole. */
export function ofPeople(text: string): string {
  return text.replaceAll('`', mark);
}

/** The text as it is shown. */
export function unmarked(text: string): string {
  return text.replaceAll(mark, '`');
}

// --- internal ---

/** As wide as what it stands for, and no character of any script: nobody types it. */
const mark = '\uFDD0';

function markIn(value: unknown, key: string, isTheirs = false): unknown {
  if (typeof value === 'string') {
    if (isTheirs || key === 'comment') return ofPeople(value);
    return composed.has(key) ? markAfterName(value) : value;
  }
  if (Array.isArray(value)) return value.map((one: unknown) => markIn(one, key));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value);
  return Object.fromEntries(
    fields.map(([name, one]) => [name, markIn(one, name, isOwn(value as Record<string, unknown>, name))])
  );
}

/** The reason that a person gives for a retrain, and what a policy says of a hold. */
function isOwn(object: Record<string, unknown>, name: string): boolean {
  return (name === 'text' && object['type'] === 'manual') || (name === 'note' && 'until' in object);
}

/** Sentences of a monitor that end with what somebody has written. */
const composed = new Set(['summary', 'note', 'waiting']);

/** `paused by ada: …`; why a command of theirs was refused is no word of theirs. */
function markAfterName(text: string): string {
  const said = /\b(?:asked for )?by (?:(?! refused: )[^:])*: /.exec(text);
  if (!said) return text;
  const from = said.index + said[0].length;
  return text.slice(0, from) + ofPeople(text.slice(from));
}
