import { constants, createReadStream, openSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { isatty, ReadStream } from 'node:tty';

export interface ReadPath {
  chunks: AsyncIterable<Uint8Array>;
  /** Bytes in all; `null` if unknown, as for a pipe. */
  size: number | null;
}

/**
 * What a path leads to. A pipe and a terminal may be silent for as long as they like: they are waited for as sockets
 * are, as a thread that waits in `read` or `open` cannot be told to stop, and would keep the process from ending.
 *
 * @param chunkBytes of a file
 * @throws the system's error where it cannot be opened
 */
export async function openPath(path: string, chunkBytes?: number): Promise<ReadPath> {
  const found = await stat(path);
  if (found.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
  // Does not wait for whoever will write.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (found.isFIFO()) return { chunks: new Socket({ fd, readable: true, writable: false }), size: null };
  if (isatty(fd)) return { chunks: new ReadStream(fd), size: null };
  const chunks = createReadStream(path, { fd, ...(chunkBytes === undefined ? {} : { highWaterMark: chunkBytes }) });
  return { chunks, size: found.isFile() ? found.size : null };
}

/**
 * The bytes that a path leads to.
 *
 * @param maxBytes reading ends once there is more
 * @throws the system's error where it cannot be read
 */
export async function readPath(path: string, maxBytes = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (await openPath(path)).chunks) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) break;
  }
  return Buffer.concat(chunks);
}

/** Whether there is something at a path that can be read only once, or waits for whoever writes. */
export async function isStream(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && !found.isFile() && !found.isDirectory();
}
