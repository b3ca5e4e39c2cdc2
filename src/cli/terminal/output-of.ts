import { fstatSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';

type Output = NodeJS.WriteStream & { fd: number };

/**
 * The stream by which a process writes what it was asked for. Into a file the whole text is written, or it fails: the
 * stream of Node takes it for written where the disk had room for its beginning only.
 */
export function outputOf(stream: Output): Writable & { isTTY?: boolean; columns?: number } {
  return isFile(stream.fd) ? new Writable({ write: (chunk, _, done) => done(failureOf(stream.fd, chunk)) }) : stream;
}

// --- internal ---

function isFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
}

function failureOf(fd: number, chunk: Uint8Array): Error | null {
  try {
    for (let rest = chunk; rest.length > 0; rest = rest.subarray(writeSync(fd, rest)));
    return null;
  } catch (error) {
    return error as Error;
  }
}
