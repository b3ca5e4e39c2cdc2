import { isLabel } from '../../../core/wire/batch.ts';
import { caseFault } from '../../../rows/split-csv.ts';
import { faultOf } from '../../../rows/lines.ts';
import { excerpt } from '../../../terms/visible-text.ts';
import { inWords } from '../../../terms/show.ts';
import { readNumber } from '../../../rows/number.ts';
import { timeNameOf, timeWanted } from '../../../rows/time.ts';
import { readRowsOf, rowsFieldsOf } from '../../../rows/rows-fields.ts';
import { timeTaker } from './take-time.ts';
import type { RowTarget } from './history-format.ts';

/** A row, keyed by field name. */
export type Row = Record<string, unknown>;

/** Takes rows such as `{ time, accuracy: 0.93 }` or `{ time, metric: 'accuracy', value: 0.93 }`. */
export function rowTaker(target: RowTarget): (row: Row) => string | undefined {
  const { builder, metrics } = target;
  const takeTime = timeTaker(target);
  const faults: string[] = [];
  return (row) => {
    faults.length = 0;
    const name = target.time ?? timeNameOf(Object.keys(row));
    if (name === undefined || row[name] === undefined)
      return `Expected a field with the time, such as \`time\`, got none; name it with --time`;
    const raw = row[name];
    const at = timeOf(raw, takeTime);
    if (at === undefined)
      faults.push(
        `Expected \`${name}\` to be ${timeWanted}, got \`${typeof raw === 'string' ? excerpt(JSON.stringify(raw), 40) : inWords(raw, 40)}\``
      );
    if (typeof at === 'string') faults.push(at);
    const segment = labelOf(row['segment']) ?? '';
    const version = labelOf(row['version']);
    if (segment !== '' && !isLabel(segment)) faults.push('Expected `segment` to be 1 to 128 characters');
    if (version !== null && !isLabel(version)) faults.push('Expected `version` to be 1 to 128 characters');
    const isPlaced = faults.length === 0;
    const values = isLong(row) ? [[row['metric'], row['value']] as const] : Object.entries(row);
    const fields = rowsFieldsOf(Object.keys(row), metrics).map((field) => [field, row[field]] as const);
    if (fields.length > 1 && values.filter(([metric]) => metrics.has(metric)).length > 1)
      return faultOf([
        ...faults,
        `Expected \`${fields[1]![0]}\` beside one metric, got several; write each on a line of its own`,
      ]);
    for (const [metric, value] of values) {
      if (!metrics.has(metric)) {
        const fault = caseFault(metric, metrics);
        if (fault !== undefined) faults.push(fault);
        continue;
      }
      const x = numberOf(metric, value);
      const rows = typeof x !== 'number' || fields.length === 0 ? undefined : readRowsOf(x, Object.fromEntries(fields));
      if (Array.isArray(rows)) faults.push(...rows);
      else if (typeof x === 'string') faults.push(x);
      else if (x !== undefined && isPlaced && typeof at === 'number')
        builder.add(builder.streamOf(metric, segment, version), at, x, rows);
    }
    return faultOf(faults);
  };
}

// --- internal ---

/** Numbers in quotes are numbers too, as they are in a CSV. */
function numberOf(metric: string, value: unknown): number | string | undefined {
  if (typeof value === 'number' || value === null || value === undefined) return value ?? undefined;
  return typeof value === 'string'
    ? readNumber(metric, value)
    : `Expected \`${metric}\` to be a number, got ${typeof value}`;
}

/** A date needs no unit. */
function timeOf(raw: unknown, read: (text: string) => number | string): number | string | undefined {
  if (raw instanceof Date) return Number.isNaN(raw.getTime()) ? undefined : raw.getTime();
  return typeof raw === 'number' || typeof raw === 'string' ? read(String(raw)) : undefined;
}

/** Numbers and flags are labels too, as in a CSV; other values are refused. */
function labelOf(raw: unknown): string | null {
  if (raw === undefined || raw === null || raw === '') return null;
  const isLabel =
    typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'bigint' || typeof raw === 'boolean';
  return isLabel ? String(raw) : '\n';
}

function isLong(row: Row): row is Row & { metric: string } {
  return typeof row['metric'] === 'string' && 'value' in row;
}
