import { decimalNumber } from '../../rows/number.ts';
import { open } from 'node:fs/promises';
import { ConfigurationError } from '../../terms/errors.ts';
import { doubtText, timeDoubt } from '../../terms/event-time.ts';
import { excerpt } from '../../terms/visible-text.ts';
import { foreignHeading } from '../../rows/foreign-format.ts';
import { splitCsv } from '../../rows/split-csv.ts';
import { whyUnreadable } from '../../terms/why-unreadable.ts';
import { parseTime, timeWanted, type TimeUnit } from '../../rows/time.ts';

/** The beginning of a CSV file: names of its columns, the cells of its first row (none if it has no row), and more. */
export interface CsvHead {
  columns: string[];
  first: string[];
  /** As many rows as are read at once, with the first. */
  rows: string[][];
}

/** @param shown the path as it was given, for messages */
export async function readCsvHead(path: string, shown: string): Promise<CsvHead> {
  const lines = (await beginningOf(path, shown)).replace(/^\uFEFF/, '').split(/\r?\n/);
  const foreign = foreignHeading(lines[0] ?? '');
  if (foreign !== undefined) throw new ConfigurationError(`Expected ${shown} to be a CSV with commas, got ${foreign}`);
  const [columns = [], first = []] = lines.slice(0, 2).map((line) => cellsOf(line, shown));
  // The last one may be cut off; what is no row by itself is part of one that the trainer reads.
  const whole = lines.slice(1, Math.max(2, lines.length - 1)).map((line) => splitCsv(line));
  const rows = whole.filter((cells) => typeof cells !== 'string' && cells.length === columns.length) as string[][];
  return { columns, first, rows };
}

/**
 * The unit of a column of times by its first cell; `undefined` for ISO 8601 texts. Small numbers are days where the
 * column is called `day`.
 *
 * @param now epoch milliseconds: what lies far from it is not in milliseconds
 * @throws ConfigurationError where the trainer could not read it
 */
export function columnTimeUnit(cell: string, column: string, now: number): TimeUnit | undefined {
  const number = cell.trim() === '' ? Number.NaN : decimalNumber(cell);
  if (Number.isNaN(number)) {
    if (parseTime(cell) !== undefined) return undefined;
    throw new ConfigurationError(
      `Expected column ${column} to hold ${timeWanted}, got \`${excerpt(cell, 40)}\`; name another one with --time`
    );
  }
  if (column.toLowerCase() === 'day' && Math.abs(number) < mostDays) return 'day';
  const doubt = timeDoubt(number, now);
  if (doubt === 'in-seconds') return 's';
  if (doubt === 'in-microseconds') return 'us';
  if (timeDoubt(number / 1_000, now) === 'in-microseconds') return 'ns';
  if (doubt === undefined || doubt === 'ahead') return 'ms';
  throw new ConfigurationError(`Column ${column}: ${doubtText(number, doubt, 'write milliseconds')}`);
}

// --- internal ---

/** Five centuries of days; as seconds they would be two days of January 1970. */
const mostDays = 200_000;

async function beginningOf(path: string, shown: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new ConfigurationError(
      `Expected to read the rows of \`${shown}\`, but ${whyUnreadable(cause)}; put one there, or name another with --csv`,
      { cause }
    );
  }
}

function cellsOf(line: string, shown: string): string[] {
  const cells = splitCsv(line);
  if (typeof cells === 'string')
    throw new ConfigurationError(`Expected ${shown} to begin with a heading and a row: ${cells}`);
  return cells.map((cell) => cell.trim());
}
