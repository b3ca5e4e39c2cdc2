// The gaps of a numbered list as a text: most lists have regular ones, and those take a few characters in all.

/**
 * @param first entry of the list
 * @param ends the end of a range and the start of the next in turn
 * @returns how many gaps, then for each a range's length, the gap after it and how often both follow
 */
export function gapsText(first: number, ends: readonly number[]): string {
  const steps: [length: number, gap: number, times: number][] = [];
  let at = first;
  for (let i = 0; i < ends.length; i += 2) {
    const [end, start] = [ends[i]!, ends[i + 1]!];
    const last = steps.at(-1);
    if (last?.[0] === end - at && last[1] === start - end) last[2] += 1;
    else steps.push([end - at, start - end, 1]);
    at = start;
  }
  return [ends.length / 2, ...steps.flat()].map(textOf).join('');
}

/** How many gaps a text tells of. */
export function gapsIn(text: string): number {
  return numberAt(text, 0).number;
}

/** The ends and starts again. */
export function startsAndEnds(text: string, first: number): number[] {
  const ends: number[] = [];
  let at = first;
  let { next } = numberAt(text, 0);
  while (next < text.length) {
    const length = numberAt(text, next);
    const gap = numberAt(text, length.next);
    const times = numberAt(text, gap.next);
    next = times.next;
    for (let i = 0; i < times.number; i++) {
      ends.push(at + length.number, at + length.number + gap.number);
      at += length.number + gap.number;
    }
  }
  return ends;
}

// --- internal ---

/** Five bits a character, the lowest first; those of the first half say that more follow. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function textOf(number: number): string {
  let text = '';
  let rest = number;
  for (; rest >= 32; rest = Math.floor(rest / 32)) text += alphabet.charAt(rest % 32);
  return text + alphabet.charAt(32 + rest);
}

function numberAt(text: string, place: number): { number: number; next: number } {
  let number = 0;
  let scale = 1;
  for (let next = place; next < text.length; next++, scale *= 32) {
    const digit = valueOf(text.charCodeAt(next));
    if (digit >= 32) return { number: number + (digit - 32) * scale, next: next + 1 };
    number += digit * scale;
  }
  return { number, next: text.length };
}

const values = new Map(Array.from(alphabet, (char, value) => [char.charCodeAt(0), value]));

function valueOf(code: number): number {
  return values.get(code) ?? 32;
}
