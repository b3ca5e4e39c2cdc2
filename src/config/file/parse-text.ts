import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { ConfigurationError } from '../../terms/errors.ts';
import { listed, maxFaults } from '../faults/faults.ts';
import type { Path } from '../faults/path.ts';

export interface ParsedText {
  value: unknown;
  /** `file:line:column: ` of the value at a path, or of the parent that lacks it. */
  where: (path: Path) => string;
}

/**
 * Reads YAML 1.2, or JSON, and remembers the position of every value.
 *
 * @param source a text, or the bytes of a file
 * @throws ConfigurationError with the position of every syntax error, or of the first bytes that are no UTF-8
 */
export function parseText(name: string, source: string | Uint8Array, isJson: boolean): ParsedText {
  const given = typeof source === 'string' ? source : decoded(name, source);
  // YAML and JSON have such ends of lines; the parser takes a comment that ends so for the whole file.
  const text = given.replaceAll(/\r(?!\n)/g, '\n');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: !isJson });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}: `;
  };
  // JSON has its own, stricter parser; the YAML document only gives positions.
  if (isJson) return { value: parseJson(name, text), where: (path) => at(offsetOf(document, path)) };
  const faults = document.errors.map(({ message, pos }) => ({
    field: '',
    message: `${at(pos[0])}${inOurWords(message.replace(/[.\s]+$/, ''))}`,
  }));
  if (faults.length > 0)
    throw new ConfigurationError(
      `Expected ${name} to be YAML, found ${listed(faults.slice(0, maxFaults), Math.max(0, faults.length - maxFaults))}`,
      { issues: faults.slice(0, maxFaults) }
    );
  return { value: toValue(name, document), where: (path) => at(offsetOf(document, path)) };
}

// --- internal ---

/** What is no UTF-8 is refused: a name with holes in it would stay for good. */
function decoded(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    const lines = new TextDecoder().decode(bytes).split('\n');
    const line = lines.findIndex((one) => one.includes('\uFFFD'));
    const col = (lines[line] ?? '').indexOf('\uFFFD');
    throw new ConfigurationError(
      `${name}:${line + 1}:${col + 1}: Expected the file to be UTF-8, found bytes that are none; save it as UTF-8`,
      { cause }
    );
  }
}

/** Where the parser's sentence is for those who call it. */
function inOurWords(message: string): string {
  return message.startsWith('Source contains multiple documents')
    ? 'a second document begins here, and a file holds one; put each into a file of its own'
    : message;
}

function toValue(name: string, document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    // Aliases multiply: a few lines can expand to gigabytes.
    throw new ConfigurationError(`Expected ${name} to be plain YAML, got ${(cause as Error).message}`, { cause });
  }
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(`Expected ${name} to be JSON, found: ${why}`, { cause });
  }
}

/** The start of the key or item at the path, or of its nearest parent. */
function offsetOf(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of path)
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(part));
      if (!isPair(pair)) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(part)];
      offset = startOf(item) ?? offset;
      node = item;
    } else return offset;

  return offset;
}

function startOf(node: unknown): number | undefined {
  const range = (node as { range?: [number, number, number] | null } | null)?.range;
  return range?.[0];
}
