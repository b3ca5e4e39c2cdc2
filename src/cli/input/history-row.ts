import { isLabel } from '../../core/wire/batch.ts';
import { timeNames, type RowTarget } from './history-format.ts';
import { timeReader } from './history-time.ts';
import { timeWanted } from '../print/time.ts';

/** A row by the name of its fields. */
export type Row = Record<string, unknown>;

/** Takes rows such as `{ time, accuracy: 0.93 }` or `{ time, metric: 'accuracy', value: 0.93 }`; `null` is a value measured badly. */
export function rowTaker(target: RowTarget): (row: Row) => string | undefined {
  const { builder, metrics } = target;
  const readTime = timeReader(target.timeUnit);
  const names = target.time === undefined ? timeNames : [target.time];
  return (row) => {
    const name = names.find((one) => row[one] !== undefined);
    if (name === undefined) return `Expected a field with the time, such as \`time\`, got none; name it with --time`;
    const raw = row[name];
    const at = timeOf(raw, readTime);
    if (at === undefined)
      return `Expected \`${name}\` to be ${timeWanted}, got \`${JSON.stringify(raw).slice(0, 40)}\``;
    const segment = labelOf(row['segment']) ?? '';
    const version = labelOf(row['version']);
    if (segment !== '' && !isLabel(segment)) return 'Expected `segment` to be 1 to 128 characters';
    if (version !== null && !isLabel(version)) return 'Expected `version` to be 1 to 128 characters';
    const values = isLong(row) ? [[row['metric'], row['value']] as const] : Object.entries(row);
    let fault: string | undefined;
    for (const [metric, value] of values) {
      if (!metrics.has(metric)) continue;
      if (typeof value === 'number' || value === null)
        builder.add(builder.streamOf(metric, segment, version), at, value ?? Number.NaN);
      else fault = `Expected \`${metric}\` to be a number, got ${typeof value}`;
    }
    return fault;
  };
}

// --- internal ---

/** A date is one already, whatever the unit of numbers. */
function timeOf(raw: unknown, read: (text: string) => number | undefined): number | undefined {
  if (raw instanceof Date) return Number.isNaN(raw.getTime()) ? undefined : raw.getTime();
  return typeof raw === 'number' || typeof raw === 'string' ? read(String(raw)) : undefined;
}

/** Numbers and flags are labels too, as they are in a CSV; what is none of these is refused as a label. */
function labelOf(raw: unknown): string | null {
  if (raw === undefined || raw === null || raw === '') return null;
  const isLabel =
    typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'bigint' || typeof raw === 'boolean';
  return isLabel ? String(raw) : '\n';
}

function isLong(row: Row): row is Row & { metric: string } {
  return typeof row['metric'] === 'string' && 'value' in row;
}
