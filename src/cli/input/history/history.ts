import { StringDecoder } from 'node:string_decoder';
import { ConfigurationError } from '../../../terms/errors.ts';
import { csvRows } from './history-csv.ts';
import { finishedHistory, type ReadHistory } from './finished-history.ts';
import { HistoryBuilder } from '../../../backtest/history.ts';
import type { HistoryFormat, LineReader } from './history-format.ts';
import { ndjsonRows } from './history-ndjson.ts';

/**
 * Reads a whole history: a wide CSV (a column of times, one column per metric), a long one (`time,metric,value`, with
 * optional `segment` and `version`), or NDJSON of either kind.
 *
 * @throws ConfigurationError if nothing in it can be used
 */
export async function readHistory(
  chunks: AsyncIterable<Uint8Array | string>,
  metrics: ReadonlySet<string>,
  format: HistoryFormat,
  { onBytes, file }: { onBytes?: (bytes: number) => void; file?: string | undefined } = {}
): Promise<ReadHistory> {
  const target = { ...format, builder: new HistoryBuilder(), metrics, now: Date.now() };
  const faults: string[] = [];
  let faulty = 0;
  let lines = 0;
  let number = 0;
  let read: LineReader | undefined;
  let heading: string | undefined;
  let first: string | undefined;
  const take = (raw: string): void => {
    number += 1;
    const text = number === 1 ? raw.replace(/^\uFEFF/, '') : raw;
    if (text === '' || text.trim() === '') return;
    if (!read) {
      const isNdjson = format.format === undefined ? text.trimStart().startsWith('{') : format.format === 'ndjson';
      read = isNdjson ? ndjsonRows(target) : csvRows(text, target);
      if (!isNdjson) {
        heading = text;
        return;
      }
    }
    lines += 1;
    first ??= text;
    const fault = read(text);
    if (fault === undefined) return;
    faulty += 1;
    if (faults.length < 3) faults.push(`line ${number}: ${fault}`);
  };
  await eachLine(chunks, take, onBytes);
  return finishedHistory(target, { what: 'line', count: lines, faulty, faults, file, heading, first });
}

// --- internal ---

/** Line by line without an await per line, which would take longer than everything else. */
async function eachLine(
  chunks: AsyncIterable<Uint8Array | string>,
  take: (line: string) => void,
  onBytes: ((bytes: number) => void) | undefined
): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let bytes = 0;
  const takeLine = (line: string): void => take(line.endsWith('\r') ? line.slice(0, -1) : line);
  for await (const chunk of chunks) {
    const text =
      rest +
      (typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)));
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      takeLine(text.slice(from, end));
      from = end + 1;
    }
    rest = text.slice(from);
    if (rest.length > maxLine)
      throw new ConfigurationError(
        `Expected lines of at most ${maxLine} characters, got a longer one; check that the file is CSV or NDJSON`
      );
    bytes += chunk.length;
    onBytes?.(bytes);
  }
  rest += decoder.end();
  if (rest !== '') takeLine(rest);
}

const maxLine = 1_048_576;
