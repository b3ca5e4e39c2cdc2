import type { NumberedList } from '../state/sender-memory.ts';

/** Lists remembered at most; the one that was silent longest is forgotten first. */
export const maxLists = 512;
/** Ranges of a list; where more would be needed, the oldest gap counts as taken. */
export const maxRanges = 16;

/**
 * Which entries of which lists have been taken: a range or two for a list that is sent in its order, whatever its
 * length.
 */
export class ListMemory {
  private readonly before: Readonly<Record<string, NumberedList>>;
  private readonly changed = new Map<string, number[]>();

  constructor(before: Readonly<Record<string, NumberedList>>) {
    this.before = before;
  }

  /** Remembers an entry; false when it is known. */
  take(id: string, number: number): boolean {
    let taken = this.changed.get(id);
    if (!taken) {
      taken = Object.hasOwn(this.before, id) ? [...this.before[id]!.taken] : [];
      this.changed.set(id, taken);
    }
    return takeInto(taken, number);
  }

  /** Whether it has been taken before. */
  has(id: string, number: number): boolean {
    return isTaken(this.changed.get(id) ?? (Object.hasOwn(this.before, id) ? this.before[id]!.taken : []), number);
  }

  lists(now: number): Record<string, NumberedList> {
    if (this.changed.size === 0) return this.before;
    const lists = { ...this.before };
    for (const [id, taken] of this.changed) lists[id] = { at: now, taken };
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
  for (let i = taken.length - 2; i >= 0; i -= 2) if (taken[i]! <= number) return number <= taken[i + 1]!;
  return false;
}

/** Which entries of each list have been taken: from and to, in pairs. */
export function takenOf(lists: Readonly<Record<string, NumberedList>>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(lists).map(([id, { taken }]) => [id, [...taken]]));
}

// --- internal ---

function takeInto(ranges: number[], number: number): boolean {
  // From the end: what is new mostly comes there.
  let i = ranges.length;
  while (i > 0 && ranges[i - 2]! > number) i -= 2;
  const before = i > 0 ? ranges[i - 1]! : undefined;
  if (before !== undefined && number <= before) return false;
  const joinsBefore = before !== undefined && number === before + 1;
  const joinsAfter = i < ranges.length && ranges[i] === number + 1;
  if (joinsBefore && joinsAfter) ranges.splice(i - 1, 2);
  else if (joinsBefore) ranges[i - 1] = number;
  else if (joinsAfter) ranges[i] = number;
  else ranges.splice(i, 0, number, number);
  if (ranges.length > 2 * maxRanges) ranges.splice(1, 2);
  return true;
}
