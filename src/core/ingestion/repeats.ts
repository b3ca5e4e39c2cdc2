import { keyWithin, hashOf } from '../wire/keys.ts';
import type { DecodedBatch, DecodedSeries } from '../wire/batch.ts';
import { listId } from '../wire/numbers.ts';
import { ListMemory, type EntryIs } from './numbered-lists.ts';
import type { Counts } from '../state-parts/counts.ts';
import type { MonitorState } from '../state/state.ts';
import type { RecentKeys } from '../state/sender-memory.ts';

/**
 * Keys of a generation. Two are kept: the newest 5,000 keyed observations at least, 10,000 at most, in 170 kB of JSON.
 */
export const keysAGeneration = 5_000;

/** What is remembered of observations that may be handed over again. */
export type Seen = Pick<MonitorState, 'keys' | 'lists'>;

/** What is left out of a batch: what had been counted, and entries of lists of which nobody knows it any more. */
type LeftOut = Pick<Counts, 'repeated' | 'indistinct'>;

/**
 * A batch without the observations whose key, or number in a list, has been seen: handed over twice by a queue that
 * delivers again, by two consumers, or in a file. Without either nothing is looked at, and nothing kept.
 */
export function withoutRepeats(
  { series }: Pick<DecodedBatch, 'series'>,
  { keys, lists, edition }: Seen & Pick<MonitorState, 'edition'>,
  now: number
): { series: readonly DecodedSeries[]; seen: Seen } & LeftOut {
  if (series.every(({ keys, numbers }) => keys === undefined && numbers === undefined))
    return { series, seen: { keys, lists }, repeated: 0, indistinct: 0 };
  const memory = new KeyMemory(keys);
  const numbered = new ListMemory(lists, edition);
  const leftOut: LeftOut = { repeated: 0, indistinct: 0 };
  const kept = series.map((one) => {
    const first = firstTimes(one, memory, numbered, leftOut);
    return first.length === one.values.length ? one : only(one, first);
  });
  return { series: kept, seen: { keys: memory.keys(), lists: numbered.lists(now) }, ...leftOut };
}

// --- internal ---

/** Two generations, each in ascending order; what came in this batch stands beside them until it is over. */
class KeyMemory {
  private young: readonly number[];
  private old: readonly number[];
  private readonly fresh = new Set<number>();

  constructor({ young, old }: RecentKeys) {
    this.young = young;
    this.old = old;
  }

  /** Remembers it; false when it is known. */
  take(id: number): boolean {
    if (this.fresh.has(id) || has(this.young, id) || has(this.old, id)) return false;
    this.fresh.add(id);
    if (this.young.length + this.fresh.size >= keysAGeneration) this.turn();
    return true;
  }

  keys(): RecentKeys {
    return { young: this.merged(), old: this.old };
  }

  private turn(): void {
    this.old = this.merged();
    this.young = [];
    this.fresh.clear();
  }

  private merged(): readonly number[] {
    return this.fresh.size === 0 ? this.young : [...this.young, ...this.fresh].sort((a, b) => a - b);
  }
}

function has(ascending: readonly number[], id: number): boolean {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < id) low = middle + 1;
    else high = middle;
  }
  return ascending[low] === id;
}

/** Places of the observations that are there for the first time; the others are counted. */
function firstTimes(series: DecodedSeries, memory: KeyMemory, lists: ListMemory, leftOut: LeftOut): number[] {
  const { metric, segment, version, keys, numbers, values } = series;
  const hash = hashOf(`${metric}\n${segment}\n${version ?? ''}`);
  // An entry of a list is of one segment and version; it may bring a value of each metric.
  const list = numbers ? listId(metric, numbers.list) : '';
  const was = numbers?.was === undefined ? undefined : listId(metric, numbers.was);
  // What was taken before the list grew is taken here, too, so that the longer list alone knows all of it.
  const isOf = (number: number): EntryIs => {
    const entry = lists.take(list, number);
    return entry === 'new' && was !== undefined ? lists.look(was, number) : entry;
  };
  const places: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const key = keys?.[i] ?? null;
    const isFirst = key === null || memory.take(keyWithin(hash, key));
    const entry = !isFirst ? 'repeated' : numbers ? isOf(numbers.numbers[i]!) : 'new';
    if (entry === 'new') places.push(i);
    else leftOut[entry] += 1;
  }
  return places;
}

function only(series: DecodedSeries, places: readonly number[]): DecodedSeries {
  const { t0, dt, values, rows, keys: _, numbers: __, ...rest } = series;
  const times: number[] = [];
  let at = t0 - (typeof dt === 'number' ? dt : 0);
  for (let i = 0; i < values.length; i++) {
    at += typeof dt === 'number' ? dt : dt[i]!;
    times.push(at);
  }
  const steps = places.map((place, k) => times[place]! - (k === 0 ? t0 : times[places[k - 1]!]!));
  return {
    ...rest,
    t0,
    dt: steps,
    values: places.map((place) => values[place]!),
    ...(rows ? { rows: places.map((place) => rows[place]!) } : {}),
  };
}
