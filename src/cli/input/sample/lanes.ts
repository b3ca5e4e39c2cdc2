import { isTaken } from '../../../core/ingestion/numbered-lists.ts';
import { keyNumber } from '../../../core/wire/keys.ts';
import { listId } from '../../../core/wire/numbers.ts';
import type { ReadSample } from '../../../samples/read-samples.ts';
import type { Sample } from '../../../samples/sample.ts';

/** What a monitor knows lists by of which it has taken rows, and which: from and to, in pairs. */
export type KnownLists = Readonly<Record<string, readonly number[]>>;

/** A list that was sent before, and which of its rows were taken, by metric. */
export interface Beginning {
  rows: number;
  list: string;
  taken: ReadonlyMap<string, readonly number[]>;
}

/** The rows of a segment and version, in a few words, and shorter files that they begin with. */
export interface Lane {
  rows: number;
  chain: number;
  metrics: Set<string>;
  before: Beginning[];
  /** For a file that is compared with another: what stands in each row, by metric. */
  contents: Map<string, (number | undefined)[]>;
  /** Then also the rows that have no time, or a key of their own. */
  unlisted: Set<number>;
}

export type Lanes = ReadonlyMap<string, Lane>;

export function laneOf({ options: { segment = '', version = '' } }: Sample): string {
  return JSON.stringify([segment, version]);
}

export interface LookingThrough {
  known: KnownLists;
  /** To compare it with another. @default false */
  isCompared?: boolean;
  /** The file itself may have been sent, too. @default false */
  isItsOwnBeginning?: boolean;
}

/** The file in a few words, and what of it was sent as a shorter file. */
export async function lookThrough(
  samples: AsyncIterable<ReadSample>,
  { known, isCompared = false, isItsOwnBeginning = false }: LookingThrough
): Promise<{ timed: number; lanes: Lanes }> {
  const lanes = new Map<string, Lane>();
  const knowsAny = Object.keys(known).length > 0;
  let timed = 0;
  for await (const one of samples) {
    if (!('sample' in one)) continue;
    const { sample } = one;
    const name = laneOf(sample);
    const lane: Lane = lanes.get(name) ?? emptyLane();
    lanes.set(name, lane);
    // Only once one more row has come is it the beginning of a longer file.
    if (knowsAny) rememberBeginning(lane, known);
    lane.rows += 1;
    lane.chain = keyNumber(`${lane.chain}\n${contentOf(sample)}`);
    for (const metric in sample.values) lane.metrics.add(metric);
    if (sample.options.at !== undefined) timed += 1;
    if (isCompared) rememberContents(lane, sample);
  }
  if (isItsOwnBeginning) for (const lane of lanes.values()) rememberBeginning(lane, known);
  return { timed, lanes };
}

/** The longest of the shorter files as which this row was taken: one whose sending was cut off does not know it. */
export function beforeOf({ before }: Lane, number: number, metrics: readonly string[]): string | undefined {
  const took = ({ taken }: Beginning): boolean => metrics.some((metric) => isTaken(taken.get(metric) ?? [], number));
  return before.findLast((one) => number <= one.rows && took(one))?.list;
}

export function listOf({ rows, chain }: Pick<Lane, 'rows' | 'chain'>): string {
  return `file/${rows}/${chain}`;
}

// --- internal ---

function emptyLane(): Lane {
  return { rows: 0, chain: 0, metrics: new Set(), before: [], contents: new Map(), unlisted: new Set() };
}

function rememberBeginning(lane: Lane, known: KnownLists): void {
  if (lane.rows === 0) return;
  const list = listOf(lane);
  const number = keyNumber(list);
  const taken = [...lane.metrics].flatMap((metric) => {
    const id = listId(metric, number);
    return Object.hasOwn(known, id) ? [[metric, known[id]!] as const] : [];
  });
  if (taken.length > 0) lane.before.push({ rows: lane.rows, list, taken: new Map(taken) });
}

function rememberContents(lane: Lane, { values, options }: Sample): void {
  const { at, key, n, sumOfSquares, min, max } = options;
  const time = at === undefined ? null : Number(at);
  if (time === null || key !== undefined) lane.unlisted.add(lane.rows);
  for (const metric in values) {
    const contents = lane.contents.get(metric) ?? [];
    lane.contents.set(metric, contents);
    contents[lane.rows - 1] = keyNumber(JSON.stringify([values[metric], time, key, n, sumOfSquares, min, max]));
  }
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
