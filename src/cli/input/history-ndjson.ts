import { isLabel } from '../../core/batch.ts';
import { timeNames, type LineReader, type RowTarget } from './history-format.ts';
import { timeReader } from './history-time.ts';
import { timeWanted } from '../format-time.ts';

/** Reads lines such as `{"time":…,"accuracy":0.93}` or `{"time":…,"metric":"accuracy","value":0.93}`; `null` is a value measured badly. */
export function ndjsonRows(target: RowTarget): LineReader {
  const { builder, metrics } = target;
  const readTime = timeReader(target.timeUnit);
  const names = target.time === undefined ? timeNames : [target.time];
  return (text) => {
    const row = parsed(text);
    if (typeof row === 'string') return row;
    const name = names.find((one) => row[one] !== undefined);
    if (name === undefined) return `Expected a field with the time, such as \`time\`, got none; name it with --time`;
    const raw = row[name];
    const at = typeof raw === 'number' || typeof raw === 'string' ? readTime(String(raw)) : undefined;
    if (at === undefined)
      return `Expected \`${name}\` to be ${timeWanted}, got \`${JSON.stringify(raw).slice(0, 40)}\``;
    const { segment = '', version = null } = row as { segment?: unknown; version?: unknown };
    if (segment !== '' && segment !== null && !isLabel(segment)) return 'Expected `segment` to be 1 to 128 characters';
    if (version !== null && !isLabel(version)) return 'Expected `version` to be 1 to 128 characters';
    const values = isLong(row) ? [[row['metric'], row['value']] as const] : Object.entries(row);
    for (const [metric, value] of values) {
      if (!metrics.has(metric)) continue;
      if (typeof value !== 'number' && value !== null)
        return `Expected \`${metric}\` to be a number, got ${typeof value}`;
      builder.add(builder.streamOf(metric, (segment as string) || '', version), at, value ?? Number.NaN);
    }
    return undefined;
  };
}

// --- internal ---

type Row = Record<string, unknown>;

function parsed(text: string): Row | string {
  try {
    const row: unknown = JSON.parse(text);
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as Row;
    return 'Expected a JSON object such as `{"time":"2026-03-02T12:00:00Z","accuracy":0.93}`';
  } catch (error) {
    return `Expected a JSON object, found: ${(error as Error).message}`;
  }
}

function isLong(row: Row): row is Row & { metric: string } {
  return typeof row['metric'] === 'string' && 'value' in row;
}
