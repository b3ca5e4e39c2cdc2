import { stripVTControlCharacters } from 'node:util';
import { splitAtOwn, unsealed } from './style.ts';
import { unmarked } from './as-written.ts';
import { visibleText } from '../../terms/visible-text.ts';

export interface TableOptions {
  /** Longest line; the widest column shrinks to fit, and where none can, all but the first stand below. @default 80 */
  width?: number;
  /** Numbers of the right-aligned columns. */
  right?: readonly number[];
  /** Numbers of columns that are cut only where the others cannot be cut further. */
  whole?: readonly number[];
  /** Numbers of columns that, one after the other, stand below their row where a line has no room for all. */
  below?: readonly number[];
  /** For the heading. */
  dim?: (text: string) => string;
}

/** Rows under a heading, two spaces between columns, no lines: easy to read, to copy and to cut. */
export function table(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  options: TableOptions = {}
): string {
  const { width = 80, right = [], whole = [], below = [], dim = (text) => text } = options;
  const [titles = [], ...safe] = [heading, ...rows].map((row) =>
    row.map((cell) => shown(cell).replaceAll(/[\n\t]/g, ' '))
  );
  const wanted = titles.map((title, at) => Math.max(length(title), ...safe.map((row) => length(row[at] ?? ''))));
  let columns = [...titles.keys()];
  const lower: number[] = [];
  const excess = (): number =>
    excessOf(
      columns.map((at) => wanted[at] ?? 0),
      width
    );
  for (const column of below) {
    if (excess() <= 0) break;
    columns = columns.filter((at) => at !== column);
    lower.unshift(column);
  }
  const least = (at: number): number => Math.min(wanted[at] ?? 0, Math.max(length(titles[at] ?? ''), leastCell));
  // Cells of a few letters say nothing, and a row that is broken stands under no heading.
  if (excessOf(columns.map(least), width) > 0) lower.unshift(...columns.splice(1));
  const of = (list: readonly number[]): number[] => columns.map((at) => list[at] ?? 0);
  const places = whole.map((column) => columns.indexOf(column));
  const widths = fit(of(wanted), of(titles.map(length)), width, places);
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, at) => pad(cut(cells[column] ?? '', widths[at]!), widths[at]!, right.includes(column)))
      .join(gap)
      .trimEnd();
  const under = (cells: readonly string[]): string[] =>
    lower
      .filter((column) => !['', '-'].includes(cells[column] ?? ''))
      .map((column) => `${gap}${wrap(`${titles[column]?.toLowerCase()}: ${cells[column]}`, width - 2, gap + gap)}`);
  return [dim(line(titles)), ...safe.flatMap((row) => [line(row), ...under(row)])].join('\n');
}

/** Text in lines of at most this width; longer words stay whole. Later lines are indented. */
export function wrap(text: string, width = 80, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    const room = lines.length === 0 ? width : width - indent.length;
    if (line !== '' && length(longer) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line !== '') lines.push(line);
  return lines.join(`\n${indent}`);
}

/**
 * Foreign text in the lines that it has, each wrapped, all but the first indented and empty ones left out: an error of
 * a program is read as the program wrote it.
 */
export function wrapLines(text: string, width = 80, indent = ''): string {
  const [first = '', ...more] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const later = more.map((line) => {
    const deep = (/^[ \t]*/.exec(line)?.[0] ?? '').replaceAll('\t', '  ');
    const own = indent + deep.slice(0, mostDeep);
    return own + wrap(printable(line.trim().replaceAll('\t', '  ')), width + indent.length - own.length, own);
  });
  return [wrap(printable(first), width, indent), ...later].join('\n');
}

/** What is indented deeper, such as JSON, still has room. */
const mostDeep = 12;

/** Lines that a window of so many columns makes of a text. */
export function heightOf(text: string, columns: number): number {
  return text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(length(line) / columns)), 0);
}

/** Foreign text on one line: names and notes must not control or colour the terminal. */
export function printable(text: string): string {
  return visibleText(text);
}

/**
 * Whole output: line breaks, tabs and our colours stay; other control characters become visible. Comes last, and once:
 * the colours that it has made are foreign codes to whoever looks again.
 *
 * @param width longest line
 */
export function safeOutput(text: string, width?: number): string {
  const safe = unmarked(shown(text));
  return unsealed(width === undefined ? safe : wrapLong(safe, width));
}

// --- internal ---

/** The same with colours still sealed, for what is put together further. */
function shown(text: string): string {
  return splitAtOwn(text)
    .map((part, at) => (at % 2 === 0 ? visibleText(part) : part))
    .join('');
}

/** Lines that are too long, in several that begin below it; whatever fits stays as it is, blanks included. */
function wrapLong(text: string, width: number): string {
  const short = (line: string): string => {
    const indent = /^ */.exec(line)?.[0] ?? '';
    return length(line) <= width ? line : indent + wrap(line, width - indent.length, `${indent}  `);
  };
  return text.split('\n').map(short).join('\n');
}

const gap = '  ';
/** A cell is not cut further. */
const leastCell = 8;

function length(text: string): number {
  return stripVTControlCharacters(text).length;
}

function fit(wanted: number[], least: readonly number[], width: number, whole: readonly number[]): number[] {
  const sizes = [...wanted];
  const canShrink = (at: number): boolean => (sizes[at] ?? 0) > Math.max(least[at] ?? 0, leastCell);
  let over = excessOf(sizes, width);
  while (over > 0) {
    const all = [...sizes.keys()].filter(canShrink);
    const parted = all.filter((at) => !whole.includes(at));
    const [widest] = (parted.length > 0 ? parted : all).toSorted((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0));
    if (widest === undefined) break;
    sizes[widest] = (sizes[widest] ?? 0) - 1;
    over -= 1;
  }
  return sizes;
}

/** Columns that a line of cells has too many. */
function excessOf(sizes: readonly number[], width: number): number {
  return sizes.reduce((sum, size) => sum + size, 0) + gap.length * (sizes.length - 1) - width;
}

/** Cut between words where that costs less than a third of the cell. */
function cut(text: string, size: number): string {
  if (length(text) <= size) return text;
  const plain = stripVTControlCharacters(text);
  const between = plain.slice(0, size).lastIndexOf(' ');
  const kept = plain.slice(0, 3 * between > 2 * size ? between : size - 1);
  // Never half of a sign.
  return `${kept.replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function pad(text: string, size: number, toTheRight: boolean): string {
  const blanks = ' '.repeat(Math.max(0, size - length(text)));
  return toTheRight ? blanks + text : text + blanks;
}
