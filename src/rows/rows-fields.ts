import { readNumber } from './number.ts';
import { rowsFaults, type Rows } from '../terms/rows.ts';

/** Columns and fields that say what a value is the mean of, as `record` names them. */
export const rowsFields = ['n', 'sumOfSquares', 'min', 'max'] as const;

export type RowsField = (typeof rowsFields)[number];

/**
 * Which of the names say what values are means of: none without `n`, so that a metric called `min` stays one.
 *
 * @param metrics names that are metrics whatever they are called
 */
export function rowsFieldsOf(names: readonly string[], metrics: ReadonlySet<string> = new Set()): RowsField[] {
  if (!names.includes('n') || metrics.has('n')) return [];
  return rowsFields.filter((name) => names.includes(name) && !metrics.has(name));
}

/** Reads such fields; `undefined` where `n` is empty, sentences that name all faults. */
export function readRows(fields: Partial<Record<RowsField, unknown>>): Rows | string[] | undefined {
  const numbers: Partial<Record<RowsField, number>> = {};
  const faults: string[] = [];
  for (const name of rowsFields) {
    const raw = fields[name];
    if (raw === undefined || raw === null) continue;
    const value = typeof raw === 'string' ? readNumber(name, raw) : raw;
    if (typeof value === 'string') faults.push(value);
    else if (typeof value === 'number' && Number.isFinite(value)) numbers[name] = value;
    else if (value !== undefined)
      faults.push(
        `Expected \`${name}\` to be a finite number, got ${typeof value === 'number' ? value : typeof value}`
      );
  }
  if (faults.length > 0) return faults;
  const { n, sumOfSquares: squares, min, max } = numbers;
  const [stray] = Object.keys(numbers);
  if (n === undefined) return stray === undefined ? undefined : [`Expected \`n\` beside \`${stray}\`, got none`];
  const rows = {
    n,
    ...(squares === undefined ? {} : { squares }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
  return rows;
}

/** The same for a value: sentences also where it cannot be the mean of such rows. */
export function readRowsOf(value: number, fields: Partial<Record<RowsField, unknown>>): Rows | string[] | undefined {
  const rows = readRows(fields);
  if (rows === undefined || Array.isArray(rows)) return rows;
  const faults = rowsFaults(value, rows);
  return faults.length > 0 ? faults : rows;
}
