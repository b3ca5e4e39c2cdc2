import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ReadSample } from '../../../samples/read-samples.ts';

/**
 * Tells of every row with a time, and no key of its own, which file it is of, by its content, and its number there, so
 * that the same file sent twice counts once, however long it is. A row without a time gets the current time whenever it
 * is sent; input from a pipe gets no key.
 */
export async function* keyedByFile(path: string, samples: AsyncIterable<ReadSample>): AsyncGenerator<ReadSample> {
  const content = (await stat(path)).isFile() ? await hashOf(path) : undefined;
  for await (const read of samples)
    if (content === undefined || !('sample' in read) || read.sample.options.at === undefined) yield read;
    else {
      const { values, options } = read.sample;
      yield { ...read, sample: { values, options: { key: { list: content, number: read.line }, ...options } } };
    }
}

// --- internal ---

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
