import { correctionOf, correctionText, type KeyOfValue } from './corrected-file.ts';
import { beforeOf, laneOf, listOf, lookThrough, type KnownLists, type Lanes } from './lanes.ts';
import type { ListEntry } from '../../../client/publish/observation.ts';
import type { ReadSample } from '../../../samples/read-samples.ts';
import type { Sample } from '../../../samples/sample.ts';

/** A file that can be read twice, and what is known of those that were sent before. */
export interface KeyedFile {
  read: () => AsyncIterable<ReadSample>;
  /** `undefined` where the monitor does not say. */
  lists: () => Promise<KnownLists | undefined>;
  /** The file as it was, where this one corrects one that was sent. @default none */
  corrects?: CorrectedFile;
  note: (line: string) => void;
}

export interface CorrectedFile {
  name: string;
  read: () => AsyncIterable<ReadSample>;
  /** How many of its values stand in the new file no more. */
  tellGone: (count: number) => void;
}

/**
 * Tells of every row with a time, and no key of its own, which file it is of, by the content of all rows of its segment
 * and version, and its number among them, so that a file sent twice counts once, however long it is and however its
 * lines end. Where the file begins with rows of one that was sent before, that one is named, too: only what is new
 * counts. Rows alone are no key: equal ones of two files count twice, as they may have been measured twice. Only a file
 * that is said to be the other one, corrected, is compared with it.
 *
 * A list for each segment and version: a monitor takes them one after the other, and of a common list it would
 * remember more gaps than it can.
 */
export async function* keyedByFile({ read, lists, corrects, note }: KeyedFile): AsyncGenerator<ReadSample> {
  const known = await lists();
  const file = await lookThrough(read(), { known: known ?? {}, isCompared: corrects !== undefined });
  if (file.timed > 0 && known === undefined)
    note(
      'the monitor does not say which files it knows: if this one has grown since it was sent, all of it counts again'
    );
  if (file.lanes.size > mostLanes)
    note(
      `the file has ${file.lanes.size} segments and versions, more than a monitor remembers: sent again, some of it may count again`
    );
  const keyOf = corrects && (await keysBeside(corrects, file.lanes, known, note));
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
    if (keyOf && options.key === undefined) {
      yield* inParts(one, (metric) => keyOf(name, number, metric));
      continue;
    }
    if (options.at === undefined) {
      yield one;
      continue;
    }
    const was = beforeOf(lane, number, Object.keys(values));
    const key = { list: listOf(lane), number, ...(was === undefined ? {} : { was }) };
    yield { ...one, sample: { values, options: { key, ...options } } };
  }
}

// --- internal ---

/** Of each, and of each metric, a monitor remembers a list of its own. */
const mostLanes = 256;

async function keysBeside(
  { name, read, tellGone }: CorrectedFile,
  lanes: Lanes,
  known: KnownLists | undefined,
  note: (line: string) => void
): Promise<KeyOfValue> {
  const old = await lookThrough(read(), { known: known ?? {}, isCompared: true, isItsOwnBeginning: true });
  const correction = correctionOf(lanes, old.lanes, known, name);
  note(correctionText(correction, name));
  tellGone(correction.gone);
  return correction.keyOf;
}

/** Of a row in which one value was corrected, the others are known. */
function* inParts(
  { line, sample: { values, options } }: { line: number; sample: Sample },
  keyOf: (metric: string) => ReturnType<KeyOfValue>
): Generator<ReadSample> {
  const parts = new Map<string, { key: ListEntry; values: Record<string, number> }>();
  for (const metric in values) {
    const key = keyOf(metric);
    if (key === 'left-out') continue;
    const id = JSON.stringify(key);
    const part = parts.get(id) ?? { key, values: {} };
    parts.set(id, part);
    part.values[metric] = values[metric]!;
  }
  for (const part of parts.values())
    yield {
      line,
      sample: { values: part.values, options: options.at === undefined ? options : { ...options, key: part.key } },
    };
}
