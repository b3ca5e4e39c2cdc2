import { ConfigurationError } from '../../../terms/errors.ts';
import { keyNumber } from '../../../core/wire/keys.ts';
import { listId } from '../../../core/wire/numbers.ts';
import { numbered } from '../../../terms/numbered.ts';
import { beforeOf, listOf, type KnownLists, type Lane, type Lanes } from './lanes.ts';
import type { ListEntry } from '../../../client/publish/observation.ts';

/** What a value of a corrected file is sent as; `left-out`: it stands in the file as it was, and has no time. */
export type KeyOfValue = (lane: string, row: number, metric: string) => ListEntry | 'left-out';

/** A file beside what it was before it was corrected. */
export interface Correction {
  keyOf: KeyOfValue;
  /** Values of the file as it was that do not stand in the new one. */
  gone: number;
  /** Values of the new file that do not stand in the file as it was. */
  fresh: number;
  equal: number;
  /** Equal values that the monitor goes on knowing by the file as it was: the new list has no number left for them. */
  aside: number;
}

/**
 * Compares a corrected file with what it was, value by value: equal ones are sent as what they were known by, so that a
 * monitor counts none of them again, and the corrected list knows all of them from then on.
 *
 * An entry of the new list counts no more where the old list has the same number. So values that moved take turns with
 * new ones: what was counted gets numbers that the old list has, what is new gets the others.
 *
 * @param known `undefined` where the monitor does not say
 * @param name of the file as it was, for messages
 * @throws ConfigurationError when the monitor knows nothing of the file as it was: then all would count again
 */
export function correctionOf(now: Lanes, old: Lanes, known: KnownLists | undefined, name: string): Correction {
  const lanes = new Map<string, ReadonlyMap<string, Twins>>();
  let [equal, fresh, aside, unheard] = [0, 0, 0, 0];
  for (const [key, lane] of now) {
    const before = old.get(key);
    const twins = new Map<string, Twins>();
    for (const [metric, contents] of lane.contents) {
      const found = twinsOf(contents, before?.contents.get(metric) ?? []);
      const sum = { lane, before, metric, isAsked: known !== undefined };
      const counts = sortOut(found, contents, sum);
      [equal, fresh] = [equal + counts.equal, fresh + counts.fresh];
      [aside, unheard] = [aside + counts.aside, unheard + counts.unknown];
      twins.set(metric, found);
    }
    lanes.set(key, twins);
  }
  const isKnown = known === undefined || knowsAny(old, known) || knowsAny(now, known);
  if (unheard > 0 && !isKnown)
    throw new ConfigurationError(
      `Expected the monitor to know \`${name}\`, but it has taken no row of it as a file: send that file first (what came by a pipe, or with --again, is not known); nothing was sent`
    );
  const keyOf: KeyOfValue = (key, row, metric) => {
    const [lane, before] = [now.get(key)!, old.get(key)];
    return keyOfValue(lanes.get(key)!.get(metric)!, { lane, before, metric, isAsked: known !== undefined }, row);
  };
  return { keyOf, gone: valuesOf(old) - equal, fresh, equal, aside };
}

export function correctionText({ equal, fresh, gone, aside }: Correction, name: string): string {
  const [stand, stay] = gone === 1 ? ['stands', 'it stays'] : ['stand', 'they stay'];
  const lost =
    gone === 0 ? '' : `; ${numbered(gone, 'value')} of that file ${stand} here no more: once counted, ${stay} counted`;
  const again =
    aside === 0
      ? ''
      : `; ${aside} moved, and ${aside === 1 ? 'is' : 'are'} known by that file alone: name it again whenever you send this one`;
  return `${numbered(equal, 'value')} as in \`${name}\`, ${fresh} new or changed${lost}${again}`;
}

// --- internal ---

/** Of a metric, by row from 0. */
interface Twins {
  /** The row in the file as it was, from 1, whose value is the same and is known. */
  of: (number | undefined)[];
  /** The number in the list, where it is not that of the row. */
  numbers: Map<number, number>;
}

interface Place {
  lane: Lane;
  before: Lane | undefined;
  metric: string;
  /** Whether the monitor said what it knows. */
  isAsked: boolean;
}

/** The same row where that is equal, else the first that is left. */
function twinsOf(now: readonly (number | undefined)[], old: readonly (number | undefined)[]): Twins {
  const free = new Map<number, number[]>();
  for (let i = old.length - 1; i >= 0; i--) {
    const content = old[i];
    if (content === undefined || content === now[i]) continue;
    const rows = free.get(content);
    if (rows) rows.push(i + 1);
    else free.set(content, [i + 1]);
  }
  const of = now.map((content, i) =>
    content === undefined ? undefined : content === old[i] ? i + 1 : free.get(content)?.pop()
  );
  return { of, numbers: new Map() };
}

/** Tells values that are known from others, and gives both their numbers. */
function sortOut(
  { of, numbers }: Twins,
  contents: readonly (number | undefined)[],
  { lane, before, metric, isAsked }: Place
): { equal: number; fresh: number; aside: number; unknown: number } {
  const moved: number[] = [];
  const room: number[] = [];
  let [equal, fresh, unknown] = [0, 0, 0];
  const has = (row: number): boolean => before !== undefined && beforeOf(before, row, [metric]) !== undefined;
  for (let i = 0; i < contents.length; i++) {
    if (contents[i] === undefined) continue;
    const [row, twin] = [i + 1, of[i]];
    if (twin === undefined) fresh += 1;
    else equal += 1;
    // What the new file begins with is known by that, whatever stands in the file as it was.
    if (!isAsked || lane.unlisted.has(row) || beforeOf(lane, row, [metric]) !== undefined) continue;
    const isKnown = twin !== undefined && has(twin);
    // It was refused then, or the monitor has forgotten it: it counts now, unless it is known here.
    if (twin !== undefined && !isKnown) {
      of[i] = undefined;
      unknown += 1;
    }
    if (isKnown && !has(row)) moved.push(row);
    else if (!isKnown && has(row)) room.push(row);
  }
  for (let k = 0; k < Math.min(moved.length, room.length); k++) {
    numbers.set(moved[k]!, room[k]!);
    numbers.set(room[k]!, moved[k]!);
  }
  return { equal, fresh, aside: Math.max(0, moved.length - room.length), unknown };
}

function keyOfValue(
  { of, numbers }: Twins,
  { lane, before, metric, isAsked }: Place,
  row: number
): ReturnType<KeyOfValue> {
  const twin = of[row - 1];
  if (twin !== undefined && lane.unlisted.has(row)) return 'left-out';
  const number = numbers.get(row) ?? row;
  const list = listOf(lane);
  const was = beforeOf(lane, number, [metric]);
  if (was !== undefined) return { list, number, was };
  if (twin === undefined || before === undefined) return { list, number };
  if (!isAsked) return twin === row ? { list, number, was: listOf(before) } : { list: listOf(before), number: twin };
  const there = beforeOf(before, number, [metric]);
  return there === undefined ? { list: beforeOf(before, twin, [metric])!, number: twin } : { list, number, was: there };
}

function knowsAny(lanes: Lanes, known: KnownLists): boolean {
  return [...lanes.values()].some(
    (lane) =>
      lane.before.length > 0 ||
      [...lane.metrics].some((metric) => Object.hasOwn(known, listId(metric, keyNumber(listOf(lane)))))
  );
}

function valuesOf(lanes: Lanes): number {
  let count = 0;
  for (const { contents } of lanes.values())
    for (const rows of contents.values()) for (const one of rows) if (one !== undefined) count += 1;
  return count;
}
