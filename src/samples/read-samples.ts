import { ConfigurationError } from '../terms/errors.ts';
import { foreignFormat } from '../rows/foreign-format.ts';
import { csvReader, type RowReader } from './csv.ts';
import { maxLineLength, readLineBlocks } from '../rows/lines.ts';
import { readNdjson } from './ndjson.ts';
import type { Sample, SampleReading } from './sample.ts';

export type SampleFormat = 'csv' | 'ndjson';

/** One line that is not empty: its sample, or its fault. */
export type ReadSample = { line: number; sample: Sample } | { line: number; fault: string };

/**
 * Samples as they arrive, line by line. A bad line yields a fault and spoils no other.
 *
 * @param format when absent: a first line that begins with `{` is NDJSON, any other the heading of a CSV
 * @throws ConfigurationError if the heading of a CSV cannot be used
 */
export async function* readSamples(
  input: AsyncIterable<Uint8Array | string>,
  format?: SampleFormat,
  reading: SampleReading = {}
): AsyncGenerator<ReadSample> {
  for await (const block of readSampleBlocks(input, format, reading)) yield* block;
}

/** The same, all lines of a piece of the input at once. */
export async function* readSampleBlocks(
  input: AsyncIterable<Uint8Array | string>,
  format?: SampleFormat,
  reading: SampleReading = {}
): AsyncGenerator<ReadSample[]> {
  const ndjson: RowReader = (text) => readNdjson(text, reading);
  let read: RowReader | undefined = format === 'ndjson' ? ndjson : undefined;
  for await (const lines of readLineBlocks(input)) {
    const block: ReadSample[] = [];
    for (const { number: line, text, tooLong } of lines) {
      if (tooLong) {
        block.push({ line, fault: `Expected a line of at most ${maxLineLength} characters, got more` });
        continue;
      }
      if (read === undefined) {
        if (text.trim() === '') continue;
        if (block.length > 0) yield block.splice(0);
        const foreign = foreignFormat(text);
        if (foreign !== undefined) throw new ConfigurationError(`Expected CSV or NDJSON, got ${foreign}`);
        const isNdjson = format === undefined && text.trimStart().startsWith('{');
        read = isNdjson ? ndjson : csvReader(text, reading);
        if (!isNdjson) continue;
      }
      const row = text.includes(notUtf8) ? notUtf8Fault : read(text);
      if (row !== undefined) block.push(typeof row === 'string' ? { line, fault: row } : { line, sample: row });
    }
    if (block.length > 0) yield block;
  }
}

// --- internal ---

/** What a decoder puts in the place of bytes that are no UTF-8: two segments would become one. */
const notUtf8 = '\uFFFD';
const notUtf8Fault = 'Expected the line to be UTF-8, found bytes that are none; save it as UTF-8';
