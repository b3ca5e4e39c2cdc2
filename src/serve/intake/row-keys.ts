import type { RecordOptions } from '../../client/publish/observation.ts';

/** The key of a row, by its number. */
export type KeyOfRow = (row: number) => RecordOptions['key'];

export interface BodyIdentity {
  /** Of one request, which may come again. */
  key?: string | undefined;
  /** Of a source that numbers what it sends. */
  source?: string | undefined;
  sequence?: number | undefined;
  /** Bytes of the body, where it says so and is not packed. */
  bytes?: number | undefined;
}

/**
 * What makes the rows of a body count once, however often it comes. A numbered body, and a large one, is a list whose
 * rows a monitor remembers as a range, whatever its length; the few rows of a small one are remembered one by one, so
 * that many small requests do not push the lists out of its memory.
 */
export function rowKeys({ key, source, sequence, bytes }: BodyIdentity): KeyOfRow {
  if (source !== undefined && sequence !== undefined)
    return (row) => ({ list: `rows/${source}`, number: sequence * rowsANumber + row });
  if (key === undefined) return () => undefined;
  if (bytes !== undefined && bytes <= smallBytes) return (row) => `${key}/${row}`;
  return (row) => ({ list: `request/${key}`, number: row });
}

/** Largest number of a body. */
export const maxSequence = 900_000_000;

// --- internal ---

/** Rows that one number has room for. */
const rowsANumber = 10_000_000;

/** Holds no more values than a monitor remembers one by one. */
const smallBytes = 8_192;
