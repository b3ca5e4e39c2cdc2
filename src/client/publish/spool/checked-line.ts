import { crc32 } from 'node:zlib';

/** A record as one line with a checksum, so that a torn or damaged line is recognised. */
export function checkedLine(record: unknown): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

/**
 * The intact records of a file, in order, and the number of damaged lines. A record after the last line break is torn.
 */
export function readLines(bytes: Buffer): { records: unknown[]; damaged: number; isTorn: boolean } {
  const lines = bytes.toString('utf8').split('\n');
  const isTorn = lines.pop() !== '';
  const records: unknown[] = [];
  let damaged = 0;
  for (const line of lines) {
    const record = recordOf(line);
    if (record === undefined) damaged += 1;
    else records.push(record);
  }
  return { records, damaged, isTorn };
}

// --- internal ---

const digits = 8;

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(digits, '0');
}

function recordOf(line: string): unknown {
  const json = line.slice(digits + 1);
  if (line[digits] !== ' ' || line.slice(0, digits) !== checksum(json)) return undefined;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
