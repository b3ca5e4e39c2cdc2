import { decodeDeltas, encodeDeltas, type Deltas } from './columns.ts';
import { keyNumber, maxKeyLength } from './keys.ts';

/**
 * Which entries of a list the observations are: rows of a file, offsets of a partition. Whoever sends an entry gives it
 * the same number, so that one range of numbers remembers all of a list.
 */
export interface Numbers {
  /** The list: a text of the sender's, or the number that `keyNumber` makes of it. */
  of: string | number;
  /** Number of the first observation when `steps` is one number, else what `steps[0]` is added to. */
  first: number;
  steps: Deltas;
}

export interface DecodedNumbers {
  list: number;
  /** One an observation, from 0. */
  numbers: readonly number[];
}

export function encodeNumbers(list: number, numbers: readonly number[]): Numbers {
  const first = numbers[0] ?? 0;
  return { of: list, first, steps: encodeDeltas(first, numbers) };
}

/** `undefined` when they are none, or not as many as observations. */
export function decodeNumbers(raw: unknown, count: number): DecodedNumbers | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { of, first, steps: given } = raw as Record<string, unknown>;
  const list = typeof of === 'string' && of.length >= 1 && of.length <= maxKeyLength ? keyNumber(of) : of;
  if (!isNumber(list) || !isNumber(first)) return undefined;
  const steps = typeof given === 'string' ? decodeDeltas(given) : given;
  if (Array.isArray(steps) ? steps.length !== count : typeof steps !== 'number') return undefined;
  const numbers: number[] = [];
  let at = first - (typeof steps === 'number' ? steps : 0);
  for (let i = 0; i < count; i++) {
    at += typeof steps === 'number' ? steps : Number((steps as unknown[])[i]);
    if (!isNumber(at)) return undefined;
    numbers.push(at);
  }
  return { list, numbers };
}

// --- internal ---

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
