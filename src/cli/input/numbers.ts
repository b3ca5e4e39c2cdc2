import { ConfigurationError } from '../../terms/errors.ts';
import { excerpt } from '../../terms/visible-text.ts';
import { foreignFormat } from '../../rows/foreign-format.ts';
import { nameTwice, splitCsv } from '../../rows/split-csv.ts';
import { decimalNumber, readNumber } from '../../rows/number.ts';
import { timeNameOf } from '../../rows/time.ts';
import { maxLineLength, readLines } from '../../rows/lines.ts';

export interface NumberOptions {
  /** Column of a CSV with a heading; absent: one number per line. */
  column?: string;
  /** Texts that are not numbers are labels of categories, not faults. */
  labels?: boolean;
  /** Called with the column of a CSV that was taken because it alone holds numbers. */
  onColumn?: (column: string) => void;
  /** Called for a value that was not measured, and so is left out. */
  onMissing?: () => void;
}

/**
 * The values of a file, one per line or one column of a CSV. Skips what was not measured (`readNumber`).
 *
 * @throws ConfigurationError at the first text that is not a finite number, with its line, and if there is no number
 */
export async function* readNumbers(
  input: AsyncIterable<Uint8Array | string>,
  options: NumberOptions = {}
): AsyncGenerator<number | string> {
  const { labels = false, onColumn, onMissing } = options;
  let { column } = options;
  let place: number | undefined;
  let heading: string[] | undefined;
  let count = 0;
  let isFirst = true;
  for await (const { number, text, tooLong } of readLines(input)) {
    if (tooLong)
      throw new ConfigurationError(`Expected lines of at most ${maxLineLength} characters, got more in line ${number}`);
    if (text.trim() === '') continue;
    const isTop = isFirst;
    isFirst = false;
    if (isTop) checkFormat(text, column === undefined && labels);
    if (column !== undefined && place === undefined) {
      place = placeOf(column, text);
      continue;
    }
    if (isTop && column === undefined && !labels && (heading = headingOf(text))) continue;
    if (heading && column === undefined) {
      column = onlyNumbers(heading, text);
      place = heading.indexOf(column);
      onColumn?.(column);
    }
    const cell = place === undefined ? text.trim() : cellOf(text, place, number);
    const value = readNumber(column ?? 'the value', cell);
    if (value === undefined) {
      onMissing?.();
      continue;
    }
    const isLabel = labels && typeof value === 'string';
    if (!isLabel && !Number.isFinite(value)) throw notANumber(cell, number, isTop, column);
    count += 1;
    yield isLabel ? cell : value;
  }
  if (count === 0)
    throw new ConfigurationError(
      `Expected at least one ${labels ? 'value' : 'number'}, got an empty input${column === undefined ? '' : ` in column \`${column}\``}`
    );
}

// --- internal ---

/** The names of the columns, where a line is a heading: none of its cells is a number, or one that is missing. */
function headingOf(line: string): string[] | undefined {
  const cells = splitCsv(line);
  // One cell alone may as well be a number that somebody has misspelt.
  if (typeof cells === 'string' || cells.length < 2) return undefined;
  const isName = (cell: string): boolean => typeof readNumber('it', cell) === 'string';
  return cells.every(isName) ? cells : undefined;
}

/** @throws ConfigurationError when it is not one column, apart from the times, whose first cell is a number */
function onlyNumbers(heading: readonly string[], firstRow: string): string {
  const cells = splitCsv(firstRow);
  const time = timeNameOf(heading);
  const numeric = heading.filter((name, k) => {
    const cell = typeof cells === 'string' ? '' : (cells[k] ?? '');
    return name !== time && cell.trim() !== '' && Number.isFinite(decimalNumber(cell));
  });
  const [only] = numeric;
  if (only !== undefined && numeric.length === 1) return only;
  throw new ConfigurationError(
    `Expected one column of numbers, got the heading \`${excerpt(heading.join(','), 80)}\`${numeric.length === 0 ? '' : ` with ${numeric.length} of them`}; name it with --column`
  );
}

/** An interval such as `[0, 10)`, which programs that bin numbers write: no JSON array, where labels are read. */
const interval = /^\s*[[(][^,;{]*[,;][^,;{]*[)\]]\s*$/;

/** @throws ConfigurationError when the first line is of another format: its lines would be compared as labels */
function checkFormat(line: string, areLabels: boolean): void {
  const foreign = areLabels && interval.test(line) ? undefined : foreignFormat(line);
  const found = foreign ?? ndjson(line) ?? (areLabels ? commaRows(line) : undefined);
  if (found !== undefined)
    throw new ConfigurationError(
      `Expected one ${areLabels ? 'value' : 'number'} a line, or a CSV and --column, got ${found}`
    );
}

/** A line that is a JSON object with a field; `{a, b}` may be a label. */
function ndjson(line: string): string | undefined {
  if (!line.trimStart().startsWith('{')) return undefined;
  try {
    const [name] = Object.keys(JSON.parse(line) as object);
    if (name === undefined) return undefined;
    const path = /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : '.FIELD';
    return `NDJSON; write one value a line: \`jq -r ${path} FILE\``;
  } catch {
    return undefined;
  }
}

/** Cells of a row; words with a comma and a space between them, such as `New York, NY`, are a label. */
function commaRows(line: string): string | undefined {
  if (interval.test(line)) return undefined;
  const cells = splitCsv(line);
  if (typeof cells === 'string' || cells.length < 2) return undefined;
  const areWords = /^[^,"]+(?:, [^,"]+)+$/.test(line) && cells.every((cell) => Number.isNaN(decimalNumber(cell)));
  if (areWords) return undefined;
  return 'rows with commas; name the column of a CSV with --column, or put a label that has a comma in quotes';
}

function placeOf(column: string, heading: string): number {
  const cells = splitCsv(heading);
  const place = typeof cells === 'string' ? -1 : cells.indexOf(column);
  if (place >= 0 && nameTwice(typeof cells === 'string' ? [] : cells) === column)
    throw new ConfigurationError(`Expected the columns of the CSV to differ, got \`${excerpt(column, 60)}\` twice`);
  if (place >= 0) return place;
  throw new ConfigurationError(
    `Expected the CSV to have a column \`${column}\`, got the heading \`${excerpt(heading, 80)}\``
  );
}

function cellOf(text: string, place: number, line: number): string {
  const cells = splitCsv(text);
  if (typeof cells === 'string') throw new ConfigurationError(`${cells} in line ${line}`);
  const cell = cells[place];
  if (cell !== undefined) return cell.trim();
  throw new ConfigurationError(
    `Expected line ${line} to have ${place + 1} cells or more, got \`${excerpt(text, 60)}\``
  );
}

function notANumber(cell: string, line: number, isTop: boolean, column: string | undefined): ConfigurationError {
  const next =
    column === undefined && isTop
      ? '; --column names the column of a CSV with a heading'
      : '; leave out what was not measured';
  return new ConfigurationError(
    `Expected a finite number${column === undefined ? '' : ` in column \`${column}\``}, got \`${excerpt(cell, 40)}\` in line ${line}${next}`
  );
}
