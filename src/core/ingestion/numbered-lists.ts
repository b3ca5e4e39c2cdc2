import type { NumberedList } from '../state/sender-memory.ts';

/** Lists remembered at most; the one that was silent longest is forgotten first. */
export const maxLists = 512;
/** Ranges of a list after a batch; where more would be needed, the oldest gaps count as taken. */
export const maxRanges = 16;

/**
 * Which entries of which lists have been taken: a range or two for a list that is sent in its order, whatever its
 * length.
 */
export class ListMemory {
  private readonly before: Readonly<Record<string, NumberedList>>;
  private readonly changed = new Map<string, number[]>();
  private readonly boundsAtOnce: boolean;

  /** @param edition of the decisions; runs of before closed gaps within a batch, though the batch itself filled them */
  constructor(before: Readonly<Record<string, NumberedList>>, edition: number) {
    this.before = before;
    this.boundsAtOnce = edition === 0;
  }

  /** Remembers an entry; false when it is known. */
  take(id: string, number: number): boolean {
    let taken = this.changed.get(id);
    if (!taken) {
      taken = Object.hasOwn(this.before, id) ? [...this.before[id]!.taken] : [];
      this.changed.set(id, taken);
    }
    const isNew = takeInto(taken, number);
    if (this.boundsAtOnce) bound(taken);
    return isNew;
  }

  /** Whether it has been taken before. */
  has(id: string, number: number): boolean {
    return isTaken(this.changed.get(id) ?? (Object.hasOwn(this.before, id) ? this.before[id]!.taken : []), number);
  }

  lists(now: number): Record<string, NumberedList> {
    if (this.changed.size === 0) return this.before;
    const lists = { ...this.before };
    for (const [id, taken] of this.changed) {
      bound(taken);
      lists[id] = { at: now, taken };
    }
    const surplus = Object.keys(lists).length - maxLists;
    if (surplus > 0) {
      const byAge = Object.entries(lists).sort(([, a], [, b]) => a.at - b.at);
      for (const [id] of byAge.slice(0, surplus)) delete lists[id];
    }
    return lists;
  }
}

/** Whether an entry is among those that were taken, from and to in ascending pairs. */
export function isTaken(taken: readonly number[], number: number): boolean {
  const i = placeIn(taken, number);
  return i > 0 && number <= taken[i - 1]!;
}

/** Which entries of each list have been taken: from and to, in pairs. */
export function takenOf(lists: Readonly<Record<string, NumberedList>>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(lists).map(([id, { taken }]) => [id, [...taken]]));
}

// --- internal ---

function takeInto(ranges: number[], number: number): boolean {
  const i = placeIn(ranges, number);
  const before = i > 0 ? ranges[i - 1]! : undefined;
  if (before !== undefined && number <= before) return false;
  const joinsBefore = before !== undefined && number === before + 1;
  const joinsAfter = i < ranges.length && ranges[i] === number + 1;
  if (joinsBefore && joinsAfter) ranges.splice(i - 1, 2);
  else if (joinsBefore) ranges[i - 1] = number;
  else if (joinsAfter) ranges[i] = number;
  else ranges.splice(i, 0, number, number);
  return true;
}

/** How much of the ranges begins no later than that number. */
function placeIn(ranges: readonly number[], number: number): number {
  // What is new mostly comes at the end.
  let low = ranges.length > 0 && ranges.at(-2)! <= number ? ranges.length / 2 : 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[2 * middle]! <= number) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}

/** The oldest gaps count as taken. */
function bound(ranges: number[]): void {
  const surplus = ranges.length - 2 * maxRanges;
  if (surplus > 0) ranges.splice(1, surplus);
}
