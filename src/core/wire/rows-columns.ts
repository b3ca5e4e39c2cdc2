import { decodeColumn, encodeColumn } from './columns.ts';
import { rowsFaults, type Rows } from '../../terms/rows.ts';

/** The rows behind the values of a series, a column each, one entry a value. */
export interface RowsColumns {
  /** Rows that a value is the mean of; null or a negative number where nobody has counted. */
  n?: OpenColumn;
  /** Sum of the squared values of the rows, in the same way. */
  ss?: OpenColumn;
  /** Smallest and largest value among the rows; null where unknown. */
  lo?: OpenColumn;
  hi?: OpenColumn;
}

/** A column that may have gaps; base64 has none. */
export type OpenColumn = (number | null)[] | string;

/** Nothing at all when no value has rows: the batch is then what it always was. */
export function encodeRows(rows: readonly (Rows | undefined)[]): RowsColumns {
  const column = (name: 'n' | 'ss' | 'lo' | 'hi', part: (one: Rows) => number | undefined): RowsColumns => {
    const entries = rows.map((one) => (one ? (part(one) ?? null) : null));
    if (entries.every((entry) => entry === null)) return {};
    const isWhole = entries.every((entry) => entry !== null);
    return { [name]: isWhole ? encodeColumn(entries) : entries };
  };
  return {
    ...column('n', ({ n }) => n),
    ...column('ss', ({ squares }) => squares),
    ...column('lo', ({ min }) => min),
    ...column('hi', ({ max }) => max),
  };
}

/** Rows by value: `null` where nobody has counted, `false` where the value cannot have come from such rows. */
export type DecodedRows = (Rows | null | false)[];

/**
 * Reads the columns; `undefined` when there are none, a sentence when one has not an entry a value. Parts that cannot
 * be true are left out, as they are only about how much a value weighs; without a count of rows the value itself goes.
 */
export function decodeRows(
  columns: Readonly<Record<string, unknown>>,
  values: readonly (number | null)[],
  at: string
): DecodedRows | undefined | string {
  const read: Partial<Record<keyof RowsColumns, readonly unknown[]>> = {};
  for (const name of ['n', 'ss', 'lo', 'hi'] as const) {
    const raw = columns[name];
    if (raw === undefined || raw === null) continue;
    const column = typeof raw === 'string' ? decodeColumn(raw) : raw;
    if (!Array.isArray(column) || column.length !== values.length)
      return `Expected \`${at}.${name}\` to have one number or null for each value of \`v\``;
    read[name] = column;
  }
  const { n, ss, lo, hi } = read;
  if (!n) return undefined;
  return values.map((mean, i) => rowsOf(mean ?? Number.NaN, n[i], ss?.[i], lo?.[i], hi?.[i]));
}

// --- internal ---

function rowsOf(mean: number, n: unknown, squares: unknown, min: unknown, max: unknown): Rows | null | false {
  if (n === null || n === undefined || (typeof n === 'number' && n < 0)) return null;
  if (typeof n !== 'number') return false;
  let rows: Rows = { n };
  if (rowsFaults(mean, rows).length > 0) return false;
  // Most values say no more.
  if (typeof squares !== 'number' && typeof min !== 'number' && typeof max !== 'number') return rows;
  for (const [part, value] of Object.entries({ squares, min, max })) {
    if (typeof value !== 'number') continue;
    // The state is JSON, which has one zero.
    const more: Rows = { ...rows, [part]: value + 0 };
    if (rowsFaults(mean, more).length === 0) rows = more;
  }
  return rows;
}
