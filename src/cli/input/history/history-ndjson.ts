import { ConfigurationError } from '../../../terms/errors.ts';
import { foreignFormat } from '../../../rows/foreign-format.ts';
import { keyTwiceFault } from '../../../rows/key-twice.ts';
import { parseJsonLine } from '../../../rows/json-line.ts';
import { rowTaker, type Row } from './history-row.ts';
import { readAsParquet, type LineReader, type RowTarget } from './history-format.ts';

/** Reads lines such as `{"time":…,"accuracy":0.93}` or `{"time":…,"metric":"accuracy","value":0.93}`. */
export function ndjsonRows(target: RowTarget): LineReader {
  const take = rowTaker(target);
  let isFirst = true;
  return (text) => {
    const foreign = isFirst ? foreignFormat(text, readAsParquet) : undefined;
    isFirst = false;
    if (foreign !== undefined)
      throw new ConfigurationError(`Expected the history to be CSV, NDJSON or Parquet, got ${foreign}`);
    const row = parsed(text);
    return typeof row === 'string' ? row : take(row);
  };
}

// --- internal ---

function parsed(text: string): Row | string {
  try {
    const row = parseJsonLine(text);
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return keyTwiceFault(text, row) ?? (row as Row);
    return 'Expected a JSON object such as `{"time":"2026-03-02T12:00:00Z","accuracy":0.93}`';
  } catch (error) {
    return `Expected a JSON object, found: ${(error as Error).message}`;
  }
}
