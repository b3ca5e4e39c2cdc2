import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

/**
 * The content of one file in a zip archive, found by its name; `undefined` if there is none. For archives whose digest
 * was checked: it supports neither encryption nor archives over 4 GiB.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT sections 4.3.7 and 4.3.12
 */
export async function readZipEntry(zip: Buffer, name: RegExp): Promise<Buffer | undefined> {
  const end = zip.lastIndexOf(endOfDirectory);
  if (end < 0) throw new Error('Expected a zip archive, found no directory in it');
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = zip.readUInt16LE(at + 28);
    const entryName = zip.toString('utf8', at + 46, at + 46 + nameLength);
    if (name.test(entryName)) return contentOf(zip, at);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return undefined;
}

// --- internal ---

const endOfDirectory = Buffer.from('PK\x05\x06');
const stored = 0;
const deflated = 8;
const inflate = promisify(inflateRaw);

async function contentOf(zip: Buffer, entry: number): Promise<Buffer> {
  const method = zip.readUInt16LE(entry + 10);
  const header = zip.readUInt32LE(entry + 42);
  // The local header has extra fields, whose length may differ from the directory's.
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const content = zip.subarray(start, start + zip.readUInt32LE(entry + 20));
  if (method === stored) return content;
  if (method === deflated) return inflate(content);
  throw new Error(`Expected a zip archive packed by deflate, found method ${method}`);
}
