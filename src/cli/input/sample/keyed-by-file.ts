import { keyNumber } from '../../../core/wire/keys.ts';
import { listId } from '../../../core/wire/numbers.ts';
import { numbered } from '../../../terms/numbered.ts';
import type { ReadSample } from '../../../samples/read-samples.ts';
import type { Sample } from '../../../samples/sample.ts';

/** A file that can be read twice, and what is known of those that were sent before. */
export interface KeyedFile {
  read: () => AsyncIterable<ReadSample>;
  /** What the monitor knows lists by of which it has taken rows; `undefined` where it does not say. */
  lists: () => Promise<readonly string[] | undefined>;
  note: (line: string) => void;
}

/**
 * Tells of every row with a time, and no key of its own, which file it is of, by the content of all rows, and its
 * number there, so that a file sent twice counts once, however long it is and however its lines end. Where the file
 * begins with all rows of one that was sent before, that one is named, too: only what is new counts. Rows alone are no
 * key: equal ones of two files count twice, as they may have been measured twice.
 */
export async function* keyedByFile({ read, lists, note }: KeyedFile): AsyncGenerator<ReadSample> {
  const known = await lists();
  const file = await lookThrough(read(), new Set(known));
  if (file.timed > 0 && known === undefined)
    note(
      'the monitor does not say which files it knows: if this one has grown since it was sent, all of it counts again'
    );
  let number = 0;
  for await (const one of read()) {
    if (!('sample' in one)) {
      yield one;
      continue;
    }
    number += 1;
    if (number > file.rows) {
      note(`the file has grown while it was sent; send it again for what stands from line ${one.line} on`);
      return;
    }
    const { values, options } = one.sample;
    if (options.at === undefined) yield one;
    else {
      const was = file.known && number <= file.known.rows ? { was: file.known.list } : {};
      yield { ...one, sample: { values, options: { key: { list: file.list, number, ...was }, ...options } } };
    }
  }
}

/** Tells at the end of rows that nothing tells apart from themselves, should they be sent again. */
export async function* tellUnkeyed(
  samples: AsyncIterable<ReadSample>,
  from: 'file' | 'pipe',
  note: (line: string) => void
): AsyncGenerator<ReadSample> {
  let unkeyed = 0;
  for await (const one of samples) {
    if ('sample' in one && one.sample.options.key === undefined) unkeyed += 1;
    yield one;
  }
  const lacks = from === 'file' ? 'neither a time nor a key' : 'no key and came by standard input';
  if (unkeyed > 0) note(`${numbered(unkeyed, 'row')} had ${lacks}: sent again, such rows count again`);
}

// --- internal ---

interface Beginning {
  rows: number;
  list: string;
}

/** The file in a few words, and the longest beginning of it that was sent as a file of its own. */
async function lookThrough(
  samples: AsyncIterable<ReadSample>,
  lists: ReadonlySet<string>
): Promise<Beginning & { timed: number; known: Beginning | undefined }> {
  const metrics = new Set<string>();
  let [rows, timed, chain] = [0, 0, 0];
  let known: Beginning | undefined;
  for await (const one of samples) {
    if (!('sample' in one)) continue;
    rows += 1;
    chain = keyNumber(`${chain}\n${contentOf(one.sample)}`);
    if (one.sample.options.at !== undefined) timed += 1;
    if (lists.size === 0) continue;
    for (const metric in one.sample.values) metrics.add(metric);
    const list = listOf(rows, chain);
    const number = keyNumber(list);
    for (const metric of metrics)
      if (lists.has(listId(metric, number))) {
        known = { rows, list };
        break;
      }
  }
  return { rows, list: listOf(rows, chain), timed, known: known?.rows === rows ? undefined : known };
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
