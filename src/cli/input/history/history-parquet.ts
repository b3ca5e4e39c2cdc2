import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type FileMetaData,
  type ParquetParsers,
} from 'hyparquet';
import { compressors, whyPacked } from '../parquet-codecs.ts';
import { ConfigurationError } from '../../../terms/errors.ts';
import { HistoryBuilder } from '../../../backtest/history.ts';
import { foreignFormat } from '../../../rows/foreign-format.ts';
import { finishedHistory, type ReadHistory } from './finished-history.ts';
import { rowTaker, type Row } from './history-row.ts';
import { rowsFields } from '../../../rows/rows-fields.ts';
import { timeNames } from '../../../rows/time.ts';
import type { HistoryFormat } from './history-format.ts';
import { whyUnreadable } from '../../../terms/why-unreadable.ts';

/**
 * Reads a Parquet file in either layout of a CSV: one column per metric, or `metric` and `value`. Reads only the
 * columns that it needs; an absent value was not measured.
 *
 * @throws ConfigurationError if nothing in it can be used
 */
export async function readParquet(
  path: string,
  metrics: ReadonlySet<string>,
  format: HistoryFormat,
  onShare?: (share: number) => void
): Promise<ReadHistory> {
  const target = { ...format, builder: new HistoryBuilder(), metrics, now: Date.now() };
  const take = rowTaker(target);
  const faults: string[] = [];
  let rows = 0;
  let faulty = 0;
  try {
    const file = await asyncBufferFromFile(path);
    const other = otherFormat(Buffer.from(await file.slice(0, headBytes)).toString('utf8'));
    if (other !== undefined) throw new Error(other);
    const metadata = await parquetMetadataAsync(file);
    const columns = columnsOf(metadata, [...metrics, ...(format.time === undefined ? timeNames : [format.time])]);
    const packed = whyPacked(metadata, columns);
    if (packed !== undefined) throw new Error(packed);
    for (const { num_rows } of columns.length === 0 ? [] : metadata.row_groups) {
      const rowStart = rows;
      const rowEnd = rowStart + Number(num_rows);
      const parts = new Map<string, Column>();
      // By column: reading rows as objects would take three times as long, and all columns at once more memory.
      for (const name of columns) {
        const column: Column = { parts: [], isTime: false };
        parts.set(name, column);
        await parquetRead({
          file,
          metadata,
          columns: [name],
          compressors,
          parsers: timesAsNumbers(column),
          rowStart,
          rowEnd,
          onChunk: ({ columnData, rowStart: from }) => column.parts.push({ from, data: columnData }),
        });
      }
      for (; rows < rowEnd; rows++) {
        const fault = take(rowAt(parts, rows));
        if (fault === undefined) continue;
        faulty += 1;
        if (faults.length < 3) faults.push(`row ${rows + 1}: ${fault}`);
      }
      onShare?.(rowEnd / Number(metadata.num_rows));
    }
  } catch (cause) {
    throw new ConfigurationError(
      `Expected to read a history from the Parquet file \`${path}\`, but ${whyUnreadable(cause)}`,
      { cause }
    );
  }
  return finishedHistory(target, { what: 'row', count: rows, faulty, faults, file: path });
}

// --- internal ---

/** Enough for a heading, or for what a packed file begins with. */
const headBytes = 4_096;

/** What a file is that is Parquet by its name alone: a reader of its end would miss the footer. */
function otherFormat(head: string): string | undefined {
  if (head.startsWith('PAR1')) return undefined;
  const [first = ''] = head.trimStart().split('\n', 1);
  const foreign = foreignFormat(first);
  return foreign === undefined ? 'it does not begin with `PAR1`; name its --format, csv or ndjson' : `it is ${foreign}`;
}

/** The top-level columns that are useful; a file may have others of any type. */
function columnsOf(metadata: FileMetaData, wanted: readonly string[]): string[] {
  const known = new Set([...wanted, 'metric', 'value', 'segment', 'version', ...rowsFields]);
  const isTime = (name: string): boolean =>
    known.has(timeNames[0]) && (timeNames as readonly string[]).includes(name.toLowerCase());
  return parquetSchema(metadata)
    .children.filter(
      ({ children, element }) => children.length === 0 && (known.has(element.name) || isTime(element.name))
    )
    .map(({ element }) => element.name);
}

/** One column of a row group. */
interface Column {
  parts: { from: number; data: ArrayLike<unknown> }[];
  /** Its values are epoch milliseconds of what the file says are times. */
  isTime: boolean;
}

/** A million dates as objects would take a hundred megabytes. */
function timesAsNumbers(column: Column): Partial<ParquetParsers> {
  const read =
    <Raw>(toMs: (raw: Raw) => number) =>
    (raw: Raw): number => {
      column.isTime = true;
      return toMs(raw);
    };
  return {
    timestampFromMilliseconds: read(Number),
    timestampFromMicroseconds: read((us: bigint) => Number(us / 1_000n)),
    timestampFromNanoseconds: read((ns: bigint) => Number(ns / 1_000_000n)),
    dateFromDays: read((days: number) => days * 86_400_000),
  };
}

/** Large integers as numbers; `undefined` if nothing was measured. */
function rowAt(columns: ReadonlyMap<string, Column>, at: number): Row {
  const row: Row = {};
  for (const [name, { parts, isTime }] of columns) {
    const part = parts.find(({ from, data }) => at >= from && at < from + data.length);
    const value = part?.data[at - part.from];
    if (value === null || value === undefined) continue;
    row[name] = isTime ? new Date(value as number) : typeof value === 'bigint' ? Number(value) : value;
  }
  return row;
}
