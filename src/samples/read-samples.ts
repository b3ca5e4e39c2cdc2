import { ConfigurationError } from '../terms/errors.ts';
import { foreignFormat } from '../rows/foreign-format.ts';
import { csvReader, type RowReader } from './csv.ts';
import { maxLineLength, readLines } from '../rows/lines.ts';
import { readNdjson } from './ndjson.ts';
import type { Sample, SampleReading } from './sample.ts';

export type SampleFormat = 'csv' | 'ndjson';

/** One line that is not empty: its sample, or its fault. */
export type ReadSample = { line: number; sample: Sample } | { line: number; fault: string };

/**
 * Samples as they arrive, line by line, never more than one ahead. A bad line yields a fault and spoils no other.
 *
 * @param format when absent: a first line that begins with `{` is NDJSON, any other the heading of a CSV
 * @throws ConfigurationError if the heading of a CSV cannot be used
 */
export async function* readSamples(
  input: AsyncIterable<Uint8Array | string>,
  format?: SampleFormat,
  reading: SampleReading = {}
): AsyncGenerator<ReadSample> {
  const ndjson: RowReader = (text) => readNdjson(text, reading);
  let read: RowReader | undefined = format === 'ndjson' ? ndjson : undefined;
  for await (const { number: line, text, tooLong } of readLines(input))
    if (tooLong) yield { line, fault: `Expected a line of at most ${maxLineLength} characters, got more` };
    else if (read === undefined) {
      if (text.trim() === '') continue;
      const foreign = foreignFormat(text);
      if (foreign !== undefined) throw new ConfigurationError(`Expected CSV or NDJSON, got ${foreign}`);
      const isNdjson = format === undefined && text.trimStart().startsWith('{');
      read = isNdjson ? ndjson : csvReader(text, reading);
      if (isNdjson) yield* one(line, ndjson(text));
    } else yield* one(line, read(text));
}

// --- internal ---

function* one(line: number, read: Sample | string | undefined): Generator<ReadSample> {
  if (read === undefined) return;
  yield typeof read === 'string' ? { line, fault: read } : { line, sample: read };
}
