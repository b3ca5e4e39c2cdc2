import { isTaken } from '../../../core/ingestion/numbered-lists.ts';
import { keyNumber } from '../../../core/wire/keys.ts';
import { listId } from '../../../core/wire/numbers.ts';
import type { ReadSample } from '../../../samples/read-samples.ts';
import type { Sample } from '../../../samples/sample.ts';

/** What a monitor knows lists by of which it has taken rows, and which: from and to, in pairs. */
export type KnownLists = Readonly<Record<string, readonly number[]>>;

/** A file that can be read twice, and what is known of those that were sent before. */
export interface KeyedFile {
  read: () => AsyncIterable<ReadSample>;
  /** `undefined` where the monitor does not say. */
  lists: () => Promise<KnownLists | undefined>;
  note: (line: string) => void;
}

/**
 * Tells of every row with a time, and no key of its own, which file it is of, by the content of all rows of its segment
 * and version, and its number among them, so that a file sent twice counts once, however long it is and however its
 * lines end. Where the file begins with rows of one that was sent before, that one is named, too: only what is new
 * counts. Rows alone are no key: equal ones of two files count twice, as they may have been measured twice.
 *
 * A list for each segment and version: a monitor takes them one after the other, and of a common list it would
 * remember more gaps than it can.
 */
export async function* keyedByFile({ read, lists, note }: KeyedFile): AsyncGenerator<ReadSample> {
  const known = await lists();
  const file = await lookThrough(read(), known ?? {});
  if (file.timed > 0 && known === undefined)
    note(
      'the monitor does not say which files it knows: if this one has grown since it was sent, all of it counts again'
    );
  if (file.lanes.size > mostLanes)
    note(
      `the file has ${file.lanes.size} segments and versions, more than a monitor remembers: sent again, some of it may count again`
    );
  const numbers = new Map<string, number>();
  for await (const one of read()) {
    if (!('sample' in one)) {
      yield one;
      continue;
    }
    const name = laneOf(one.sample);
    const lane = file.lanes.get(name);
    const number = (numbers.get(name) ?? 0) + 1;
    numbers.set(name, number);
    if (!lane || number > lane.rows) {
      note(`the file has grown while it was sent; send it again for what stands from line ${one.line} on`);
      return;
    }
    const { values, options } = one.sample;
    if (options.at === undefined) {
      yield one;
      continue;
    }
    const was = beforeOf(lane, number, Object.keys(values));
    const key = { list: listOf(lane.rows, lane.chain), number, ...(was === undefined ? {} : { was }) };
    yield { ...one, sample: { values, options: { key, ...options } } };
  }
}

// --- internal ---

/** Of each, and of each metric, a monitor remembers a list of its own. */
const mostLanes = 256;

/** A list that was sent before, and which of its rows were taken, by metric. */
interface Beginning {
  rows: number;
  list: string;
  taken: ReadonlyMap<string, readonly number[]>;
}

/** The rows of a segment and version, in a few words, and shorter files that they begin with. */
interface Lane {
  rows: number;
  chain: number;
  metrics: Set<string>;
  before: Beginning[];
}

function laneOf({ options: { segment = '', version = '' } }: Sample): string {
  return JSON.stringify([segment, version]);
}

/** The file in a few words, and what of it was sent as a shorter file. */
async function lookThrough(
  samples: AsyncIterable<ReadSample>,
  known: KnownLists
): Promise<{ timed: number; lanes: ReadonlyMap<string, Lane> }> {
  const lanes = new Map<string, Lane>();
  const knowsAny = Object.keys(known).length > 0;
  let timed = 0;
  for await (const one of samples) {
    if (!('sample' in one)) continue;
    const { sample } = one;
    const name = laneOf(sample);
    const lane: Lane = lanes.get(name) ?? { rows: 0, chain: 0, metrics: new Set(), before: [] };
    lanes.set(name, lane);
    // Only once one more row has come is it the beginning of a longer file.
    if (knowsAny) rememberBeginning(lane, known);
    lane.rows += 1;
    lane.chain = keyNumber(`${lane.chain}\n${contentOf(sample)}`);
    for (const metric in sample.values) lane.metrics.add(metric);
    if (sample.options.at !== undefined) timed += 1;
  }
  return { timed, lanes };
}

function rememberBeginning(lane: Lane, known: KnownLists): void {
  if (lane.rows === 0) return;
  const list = listOf(lane.rows, lane.chain);
  const number = keyNumber(list);
  const taken = [...lane.metrics].flatMap((metric) => {
    const id = listId(metric, number);
    return Object.hasOwn(known, id) ? [[metric, known[id]!] as const] : [];
  });
  if (taken.length > 0) lane.before.push({ rows: lane.rows, list, taken: new Map(taken) });
}

/** The longest of the shorter files as which this row was taken: one whose sending was cut off does not know it. */
function beforeOf({ before }: Lane, number: number, metrics: readonly string[]): string | undefined {
  const took = ({ taken }: Beginning): boolean => metrics.some((metric) => isTaken(taken.get(metric) ?? [], number));
  return before.findLast((one) => number <= one.rows && took(one))?.list;
}

function listOf(rows: number, chain: number): string {
  return `file/${rows}/${chain}`;
}

/** Equal for equal rows, in whichever order their columns stand. */
function contentOf({ values, options: { at, segment, version, key, n, sumOfSquares, min, max } }: Sample): string {
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    sorted,
    at === undefined ? null : Number(at),
    segment,
    version,
    key,
    n,
    sumOfSquares,
    min,
    max,
  ]);
}
