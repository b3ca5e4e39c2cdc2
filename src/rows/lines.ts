import { StringDecoder } from 'node:string_decoder';

export interface Line {
  /** From 1. */
  number: number;
  text: string;
  /** Cut off, as the input was longer than a line may be. */
  tooLong: boolean;
}

/** Longer than any line of metrics; input without line breaks must not fill the memory. */
export const maxLineLength = 1_048_576;

/** The lines of a text as they arrive, without line ends and byte order mark. Reads only on demand. */
export async function* readLines(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<Line> {
  for await (const lines of readLineBlocks(input)) yield* lines;
}

/** The same, all lines of a piece of the input at once: waiting for each takes longer than reading it. */
export async function* readLineBlocks(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<Line[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let number = 0;
  let skipping = false;
  const line = (text: string): Line => {
    number += 1;
    const clean = number === 1 ? text.replace(/^\uFEFF/, '') : text;
    return { number, text: clean.endsWith('\r') ? clean.slice(0, -1) : clean, tooLong: false };
  };
  for await (const chunk of input) {
    rest +=
      typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    const parts = rest.split('\n');
    rest = parts.pop() ?? '';
    const block: Line[] = [];
    for (const part of parts)
      if (skipping) skipping = false;
      else block.push(part.length > maxLineLength ? { ...line(''), tooLong: true } : line(part));

    if (rest.length > maxLineLength) {
      if (!skipping) block.push({ ...line(''), tooLong: true });
      skipping = true;
      rest = '';
    }
    if (block.length > 0) yield block;
  }
  rest += decoder.end();
  if (rest !== '' && !skipping) yield [rest.length > maxLineLength ? { ...line(''), tooLong: true } : line(rest)];
}

/** All that is wrong with a row, or the first few; `undefined` without a fault. */
export function faultOf(faults: readonly (string | undefined)[]): string | undefined {
  const told = faults.filter((fault) => fault !== undefined);
  const more = told.length - mostFaults;
  return told.length === 0
    ? undefined
    : [...told.slice(0, mostFaults), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

// --- internal ---

/** Of a row. */
const mostFaults = 5;
