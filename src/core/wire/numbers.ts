import { decodeDeltas, encodeDeltas, type Deltas } from './columns.ts';
import { hashOf, keyNumber, keyWithin, maxKeyLength } from './keys.ts';

/**
 * Which entries of a list the observations are: rows of a file, offsets of a partition. Whoever sends an entry gives it
 * the same number, so that one range of numbers remembers all of a list.
 */
export interface Numbers {
  /** The list: a text of the sender's, or the number that `keyNumber` makes of it. */
  of: string | number;
  /** The list that this one was before it grew: entries that were taken there are known here. */
  was?: string | number;
  /** Number of the first observation when `steps` is one number, else what `steps[0]` is added to. */
  first: number;
  steps: Deltas;
}

export interface DecodedNumbers {
  list: number;
  was?: number;
  /** One an observation, from 0. */
  numbers: readonly number[];
}

export function encodeNumbers({ list, was }: Omit<DecodedNumbers, 'numbers'>, numbers: readonly number[]): Numbers {
  const first = numbers[0] ?? 0;
  return { of: list, ...(was === undefined ? {} : { was }), first, steps: encodeDeltas(first, numbers) };
}

/** What a monitor knows a list by, of one metric. */
export function listId(metric: string, list: number): string {
  return keyWithin(hashOf(metric), list).toString(36);
}

/** `undefined` when they are none, or not as many as observations. */
export function decodeNumbers(raw: unknown, count: number): DecodedNumbers | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { of, was: before, first, steps: given } = raw as Record<string, unknown>;
  const list = listNumber(of);
  const was = listNumber(before ?? undefined);
  if (!isNumber(list) || !isNumber(first) || (was !== undefined && !isNumber(was))) return undefined;
  const steps = typeof given === 'string' ? decodeDeltas(given) : given;
  if (Array.isArray(steps) ? steps.length !== count : typeof steps !== 'number') return undefined;
  const numbers: number[] = [];
  let at = first - (typeof steps === 'number' ? steps : 0);
  for (let i = 0; i < count; i++) {
    at += typeof steps === 'number' ? steps : Number((steps as unknown[])[i]);
    if (!isNumber(at)) return undefined;
    numbers.push(at);
  }
  return { list, ...(was === undefined ? {} : { was }), numbers };
}

// --- internal ---

function listNumber(of: unknown): unknown {
  return typeof of === 'string' && of.length >= 1 && of.length <= maxKeyLength ? keyNumber(of) : of;
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
