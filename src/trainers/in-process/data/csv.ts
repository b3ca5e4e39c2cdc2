import { excerpt } from '../../../terms/visible-text.ts';
import { foreignHeading } from '../../../rows/foreign-format.ts';
import { openDataFile } from './data-roots.ts';
import { TrainingError } from '../../../terms/errors.ts';

export interface CsvRow {
  /** Without the spaces around them, unless they were in quotes. */
  cells: string[];
  /** Line the row starts on, and the character each cell starts at; both count from 1. */
  line: number;
  columns: number[];
}

/**
 * Reads a CSV file (RFC 4180: quotes, doubled quotes, LF or CRLF, an optional byte order mark) row by row, the header
 * first. Strict: what is not CSV, or has a cell too many or too few, is an error that says where. `splitCsv` reads
 * lines for the command and the HTTP server; here a cell may span lines, and a fault needs its place.
 */
export async function readCsv(path: string, onRow: (row: CsvRow) => void): Promise<void> {
  const parser = new CsvParser(path, onRow);
  try {
    const file = await openDataFile(path);
    for await (const chunk of file.createReadStream({ encoding: 'utf8', highWaterMark: 1 << 18 }))
      parser.push(chunk as string);
  } catch (error) {
    throw error instanceof TrainingError ? error : unreadable(path, error);
  }
  parser.end();
}

/**
 * Opens the file and nothing more.
 *
 * @throws TrainingError where `readCsv` would
 */
export async function requireReadable(path: string): Promise<void> {
  const file = await openDataFile(path).catch((cause: unknown) => {
    throw cause instanceof TrainingError ? cause : unreadable(path, cause);
  });
  await file.close();
}

/** A permanent error at a place in a file, in the form that editors and terminals link. */
export function csvError(path: string, line: number, column: number, message: string): TrainingError {
  return new TrainingError(`${excerpt(path, 200)}:${line}:${column}: ${message}`, { everyTrial: true });
}

/**
 * Names or labels that a file holds, for an error: the first few, and only those that look like names. Errors end in
 * event histories that more people read than may read the file, and its first line may be anything, a secret too.
 */
export function foundNames(names: readonly string[], most = 8): string {
  const shown = names
    .slice(0, most)
    .map((name) => (looksLikeName.test(name) ? `\`${name}\`` : 'one that is not shown'));
  const more = names.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ') || 'none';
}

// --- internal ---

/** An unclosed quote would otherwise swallow the rest of the file into one cell. */
const maximumCellLength = 65_536;

type Place = 'start' | 'plain' | 'quoted' | 'after-quote';

class CsvParser {
  private readonly path: string;
  private readonly onRow: (row: CsvRow) => void;
  private place: Place = 'start';
  private cell = '';
  private line = 1;
  private column = 0;
  private width = 0;
  private begun = false;
  private afterReturn = false;
  private blank: number | null = null;
  private row: CsvRow = { cells: [], line: 1, columns: [1] };

  constructor(path: string, onRow: (row: CsvRow) => void) {
    this.path = path;
    this.onRow = onRow;
  }

  push(chunk: string): void {
    if (!this.begun) this.begin(chunk);
    for (let at = 0; at < chunk.length; at++) {
      const char = chunk[at] as string;
      if (char === '\uFEFF' && this.line === 1 && this.column === 0) continue;
      this.column += 1;
      if (this.place === 'quoted') this.quoted(char);
      else this.bare(char);
    }
  }

  end(): void {
    if (this.place === 'quoted') this.fail('Expected a closing quote before the end of the file', this.startOfCell());
    if (this.afterReturn) this.fail('Expected a line feed after the carriage return, got the end of the file');
    if (this.place !== 'start' || this.row.cells.length > 0) this.endRow();
    if (this.width === 0)
      throw csvError(this.path, 1, 1, 'Expected a header line with the names of the columns, but the file is empty');
  }

  private begin(chunk: string): void {
    this.begun = true;
    const foreign = foreignHeading(/^[^\r\n]*/.exec(chunk)?.[0] ?? '');
    if (foreign !== undefined) this.fail(`Expected a CSV with commas, got ${foreign}`, [1, 1]);
  }

  private quoted(char: string): void {
    if (char === '"') this.place = 'after-quote';
    else this.append(char);
    if (char === '\n') {
      this.line += 1;
      this.column = 0;
    }
  }

  private bare(char: string): void {
    if (this.afterReturn && char !== '\n')
      this.fail('Expected a line feed after the carriage return; save the file with LF or CRLF line ends');
    if (char === ',') this.endCell();
    else if (char === '\r') this.afterReturn = true;
    else if (char === '\n') this.endLine();
    else if (char === '"' && this.place === 'start') this.place = 'quoted';
    else if (char === '"' && this.place === 'after-quote') {
      this.place = 'quoted';
      this.append('"');
    } else if (char === '"') this.fail('Expected a quote only at the start of a cell; put the whole cell in quotes');
    else if (this.place === 'after-quote') this.fail('Expected a comma or the end of the line after the closing quote');
    else {
      this.place = 'plain';
      this.append(char);
    }
  }

  private append(char: string): void {
    this.cell += char;
    if (this.cell.length > maximumCellLength)
      this.fail(
        `Expected a cell of at most ${maximumCellLength} characters, got more; check for an open quote`,
        this.startOfCell()
      );
  }

  private endCell(): void {
    this.row.cells.push(this.place === 'plain' ? this.cell.trim() : this.cell);
    this.row.columns.push(this.column + 1);
    this.cell = '';
    this.place = 'start';
  }

  private endLine(): void {
    if (this.place === 'start' && this.row.cells.length === 0) this.blank ??= this.line;
    else this.endRow();
    this.afterReturn = false;
    this.line += 1;
    this.column = 0;
    this.row = { cells: [], line: this.line, columns: [1] };
  }

  private endRow(): void {
    if (this.blank !== null)
      throw csvError(this.path, this.blank, 1, 'Expected a row, got a blank line before the end of the file');
    this.endCell();
    const cells = this.row.cells.length;
    if (this.width === 0) this.width = cells;
    if (cells !== this.width)
      throw csvError(this.path, this.row.line, 1, `Expected ${this.width} cells as in the header, got ${cells}`);
    this.onRow(this.row);
  }

  private startOfCell(): [line: number, column: number] {
    return [this.row.line, this.row.columns.at(-1) ?? 1];
  }

  private fail(message: string, [line, column]: [number, number] = [this.line, this.column]): never {
    throw csvError(this.path, line, column, message);
  }
}

/** A retry finds the same; ELOOP is a link in place of the file, ENXIO a pipe or a socket. */
const hopeless = new Set(['ENOENT', 'EISDIR', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENXIO', 'ENAMETOOLONG']);

function unreadable(path: string, cause: unknown): TrainingError {
  const code = (cause as NodeJS.ErrnoException).code;
  const everyTrial = code !== undefined && hopeless.has(code);
  const what = code === 'ENOENT' ? 'found none' : excerpt((cause as Error).message, 300);
  return new TrainingError(`Expected a readable CSV file at \`${excerpt(path, 200)}\`, ${what}`, { everyTrial, cause });
}

const looksLikeName = /^(?:[\p{L}_][\p{L}\p{M}\p{N}_ .-]{0,29}|[+-]?\d{1,6}(?:\.\d{1,6})?)$/u;
