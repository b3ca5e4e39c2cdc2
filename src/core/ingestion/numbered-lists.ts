import type { NumberedList } from '../state/sender-memory.ts';
import { gapsIn, gapsText, startsAndEnds } from '../wire/list-gaps.ts';

/** Lists remembered at most; the one that was silent longest is forgotten first. */
export const maxLists = 512;
/** Ranges of a list that are kept as numbers; the gaps before them are kept as a text. */
export const maxRanges = 16;
/** Gaps of a list that are kept as a text; where there are more, the oldest count as taken. */
export const maxGaps = 4_096;
/** The same of all lists together, and the characters of their texts. */
const maxGapsInAll = 32_768;
export const maxCharsInAll = 65_536;

/**
 * What an entry is: `indistinct` where its list has had so many gaps that nobody knows any more whether it was taken or
 * was missing.
 */
export type EntryIs = 'new' | 'repeated' | 'indistinct';

/**
 * Which entries of which lists have been taken: a range or two for a list that is sent in its order, whatever its
 * length.
 */
export class ListMemory {
  private readonly before: Readonly<Record<string, NumberedList>>;
  private readonly known = new Map<string, Ranges>();
  private readonly changed = new Set<string>();
  private readonly edition: number;

  /**
   * @param edition of the decisions; runs of before 3 have room for 16 ranges, and those of before 1 closed gaps within
   * a batch, though the batch itself filled them
   */
  constructor(before: Readonly<Record<string, NumberedList>>, edition: number) {
    this.before = before;
    this.edition = edition;
  }

  /** Remembers an entry, and says what it is. */
  take(id: string, number: number): EntryIs {
    const ranges = this.ranges(id);
    this.changed.add(id);
    const isNew = takeInto(ranges.taken, number);
    if (this.edition === 0) close(ranges, maxRanges);
    return isNew ? 'new' : this.repeatedOr(ranges, number);
  }

  /** What an entry is, without remembering it. */
  look(id: string, number: number): EntryIs {
    const ranges = this.ranges(id);
    return isTaken(ranges.taken, number) ? this.repeatedOr(ranges, number) : 'new';
  }

  lists(now: number): Record<string, NumberedList> {
    if (this.changed.size === 0) return this.before;
    const lists = { ...this.before };
    for (const id of this.changed) {
      const ranges = this.ranges(id);
      close(ranges, this.edition > 2 ? maxRanges + maxGaps : maxRanges);
      lists[id] = listOf(ranges, now);
    }
    const surplus = Object.keys(lists).length - maxLists;
    if (surplus > 0) {
      const byAge = Object.entries(lists).sort(([, a], [, b]) => a.at - b.at);
      for (const [id] of byAge.slice(0, surplus)) delete lists[id];
    }
    return withinBounds(lists);
  }

  // --- internal ---

  private ranges(id: string): Ranges {
    let ranges = this.known.get(id);
    if (ranges) return ranges;
    const list = Object.hasOwn(this.before, id) ? this.before[id] : undefined;
    ranges = list ? rangesOf(this.edition > 2 ? list : shortened(list, maxRanges)) : { taken: [], closed: -1 };
    this.known.set(id, ranges);
    return ranges;
  }

  private repeatedOr({ closed }: Ranges, number: number): EntryIs {
    return this.edition > 2 && number <= closed ? 'indistinct' : 'repeated';
  }
}

/** Whether an entry is among those that were taken, from and to in ascending pairs. */
export function isTaken(taken: readonly number[], number: number): boolean {
  const i = placeIn(taken, number);
  return i > 0 && number <= taken[i - 1]!;
}

/** Which entries of each list have been taken: from and to, in pairs. */
export function takenOf(lists: Readonly<Record<string, NumberedList>>): Record<string, number[]> {
  return mapped(lists, (list) => rangesOf(list).taken);
}

// --- internal ---

/** From and to in ascending pairs. */
interface Ranges {
  taken: number[];
  /** What is taken up to here may be a gap that was closed; -1: none was. */
  closed: number;
}

function mapped<T>(
  lists: Readonly<Record<string, NumberedList>>,
  change: (list: NumberedList) => T
): Record<string, T> {
  return Object.fromEntries(Object.entries(lists).map(([id, list]) => [id, change(list)]));
}

function rangesOf({ taken, gaps, closed }: NumberedList): Ranges {
  const [first = 0, ...rest] = taken;
  if (gaps !== undefined) return { taken: [first, ...startsAndEnds(gaps, first), ...rest], closed: closed ?? -1 };
  // One of a run of before that has as many ranges as there could be has lost some gaps, as far as one can know.
  return { taken: [...taken], closed: closed ?? (taken.length >= 2 * maxRanges ? taken[1]! : -1) };
}

/** `taken` has all gaps closed that are told in `gaps`: it is what workers of before read. */
function listOf({ taken, closed }: Ranges, at: number): NumberedList {
  const surplus = taken.length - 2 * maxRanges;
  const lost = closed >= 0 || surplus === 0 ? { closed } : {};
  if (surplus <= 0) return { at, taken, ...lost };
  const [first = 0] = taken;
  const gaps = gapsText(first, taken.slice(1, surplus + 1));
  return { at, taken: [first, ...taken.slice(surplus + 1)], gaps, ...lost };
}

/** The oldest gaps count as taken. */
function close(ranges: Ranges, most: number): void {
  const surplus = ranges.taken.length - 2 * most;
  if (surplus <= 0) return;
  ranges.taken.splice(1, surplus);
  ranges.closed = Math.max(ranges.closed, ranges.taken[1]!);
}

function shortened(list: NumberedList, most: number): NumberedList {
  if (list.gaps === undefined) return list;
  const ranges = rangesOf(list);
  close(ranges, most);
  return listOf(ranges, list.at);
}

/** Those with the most gaps lose their oldest ones, until all have room. */
function withinBounds(before: Record<string, NumberedList>): Record<string, NumberedList> {
  let lists = before;
  for (let most = maxGaps / 2; most >= 1 && !isWithinBounds(lists); most /= 2)
    lists = mapped(lists, (list) => (gapsOf(list) > most ? shortened(list, maxRanges + most) : list));
  return lists;
}

function isWithinBounds(lists: Record<string, NumberedList>): boolean {
  let gaps = 0;
  let chars = 0;
  for (const list of Object.values(lists)) {
    gaps += gapsOf(list);
    chars += list.gaps?.length ?? 0;
  }
  return gaps <= maxGapsInAll && chars <= maxCharsInAll;
}

function gapsOf({ gaps }: NumberedList): number {
  return gaps === undefined ? 0 : gapsIn(gaps);
}

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
