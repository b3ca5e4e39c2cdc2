import type { RecordOptions } from '../../client/publish/observation.ts';

/** The key of a row, by its number. */
export type KeyOfRow = (row: number) => RecordOptions['key'];

export interface BodyIdentity {
  /** Of one request, which may come again. */
  key?: string | undefined;
  /** Of a source that numbers what it sends. */
  source?: string | undefined;
  sequence?: number | undefined;
  /** Whether the body, unpacked, has at most `smallBytes`; asked once its first row has come. */
  isSmall: () => boolean;
}

/**
 * What makes the rows of a body count once, however often it comes. A numbered body, and a large one, is a list whose
 * rows a monitor remembers as a range, whatever its length; the few rows of a small one are remembered one by one, so
 * that many small requests do not push the lists out of its memory.
 */
export function rowKeys({ key, source, sequence, isSmall }: BodyIdentity): KeyOfRow {
  if (source !== undefined && sequence !== undefined)
    return (row) => ({ list: `rows/${source}`, number: sequence * rowsANumber + row });
  if (key === undefined) return () => undefined;
  return (row) => (isSmall() ? `${ofRequest}${key}/${row}` : { list: `request/${key}`, number: row });
}

/** Largest number of a body. */
export const maxSequence = 900_000_000;

/** Holds no more values than a monitor remembers one by one. */
export const smallBytes = 8_192;

// --- internal ---

/** Rows that one number has room for. */
const rowsANumber = 10_000_000;

/** Before the key of a request, so that no key which a row has of its own is one of its rows. */
const ofRequest = '\u0000';
