import { base, codeOf, numberAt } from './digits.ts';
import type { LevelShiftState } from './state.ts';
import { farthest } from './units.ts';
import { largestScore } from './scores.ts';

/**
 * Makes text of the ring and the sums of its scores, four characters a value: as lists of numbers they would take up to
 * 14. Verdicts are the same.
 *
 *     90-ary digits of (y + 99,999) * 121 + (s + 60)
 *
 * Symbols: y value in units, s its score.
 */
export function pack(state: LevelShiftState): void {
  leave(state, textOf(state, 0));
}

/**
 * Does something with ring and sums as lists, and leaves them packed. The lists are remembered for as long as the text
 * is the same. Most values only add one: then only that is made text.
 */
export function unpacked<T>(state: LevelShiftState, act: () => T): T {
  const { packed = '' } = state;
  const known = remembered.get(state);
  // Lists beside a text are newer: of workers that know no text, which were rolled back to for a while.
  const { ring, sums } = state.ring.length > 0 ? state : known?.text === packed ? known : listsOf(packed);
  const n = ring.length;
  state.ring = ring;
  state.sums = sums;
  const result = act();
  const hasGrown = state.ring === ring && state.sums === sums && ring.length === n + 1 && sums.length === n + 2;
  const text = hasGrown ? packed + textOf(state, n) : textOf(state, 0);
  const isWhole = state.sums.length === state.ring.length + 1;
  remembered.set(state, { text, ...(isWhole ? { ring: state.ring, sums: state.sums } : listsOf(text)) });
  leave(state, text);
  return result;
}

/** The newest values, packed or not. */
export function ringOf({ ring, packed }: Pick<LevelShiftState, 'ring' | 'packed'>): number[] {
  return packed === undefined || ring.length > 0 ? ring : listsOf(packed).ring;
}

// --- internal ---

interface Lists {
  ring: number[];
  sums: number[];
}

/** What a text says, by the state that has it. */
const remembered = new WeakMap<LevelShiftState, Lists & { text: string }>();

const width = 4;
const scores = 2 * largestScore + 1;

function textOf({ ring, sums }: LevelShiftState, from: number): string {
  // Where a new spread is being learned the ring was cut and the sums were not; nobody looks at those.
  const extra = sums.length - 1 - ring.length;
  let text = '';
  for (let i = from; i < ring.length; i++) {
    const score = (sums[i + extra + 1] as number) - (sums[i + extra] as number);
    const all = ((ring[i] as number) + farthest) * scores + score + largestScore;
    text += String.fromCharCode(
      codeOf(Math.floor(all / base ** 3)),
      codeOf(Math.floor(all / base ** 2) % base),
      codeOf(Math.floor(all / base) % base),
      codeOf(all % base)
    );
  }
  return text;
}

function leave(state: LevelShiftState, text: string): void {
  state.packed = text;
  state.ring = [];
  state.sums = [0];
}

function listsOf(text: string): Lists {
  const ring: number[] = [];
  const sums = [0];
  let sum = 0;
  for (let at = 0; at < text.length; at += width) {
    const all = numberAt(text, at, width);
    const y = Math.floor(all / scores);
    ring.push(y - farthest);
    sum += all - y * scores - largestScore;
    sums.push(sum);
  }
  return { ring, sums };
}
