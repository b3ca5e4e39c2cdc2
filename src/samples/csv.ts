import { foreignHeading } from '../rows/foreign-format.ts';
import { ConfigurationError } from '../terms/errors.ts';
import { excerpt } from '../terms/visible-text.ts';
import { csvSplitter, nameTwice, splitCsv } from '../rows/split-csv.ts';
import {
  nameFault,
  otherNameOfAt,
  otherwiseOf,
  parseOptions,
  parseRows,
  parseValue,
  sampleOf,
  optionNames,
  type OptionName,
  type Sample,
  type SampleReading,
} from './sample.ts';
import { rowsFieldsOf, type RowsField } from '../rows/rows-fields.ts';

/** Reads a row after the heading: a sample, `undefined` for an empty row, or a sentence that names the fault. */
export type RowReader = (text: string) => Sample | string | undefined;

/**
 * Reads a heading whose columns are metrics, plus `at`, `version`, `segment` and `key`; or one with the two columns
 * `metric` and `value`. With a column `n`, and `sumOfSquares`, `min` and `max` beside it, a row says what its values
 * are means of. `readNumber` reads the cells; columns without a name are ignored.
 *
 * @throws ConfigurationError if the heading cannot be used, as then no row can be used either
 */
export function csvReader(heading: string, reading: SampleReading = {}): RowReader {
  const columns = headingOf(heading);
  const rowsFields = rowsFieldsOf(columns);
  const isRows = (name: string): boolean => (rowsFields as string[]).includes(name);
  const isLong = columns.includes('metric') && columns.includes('value');
  const metrics = isLong ? [] : columns.filter((name) => name !== '' && !isOption(name) && !isRows(name));
  const foreign = columns.length === 1 ? foreignHeading(heading) : undefined;
  if (foreign !== undefined) throw new ConfigurationError(`Expected CSV or NDJSON, got ${foreign}`);
  checkColumns(columns, metrics, isLong);
  const split = csvSplitter();
  return (text) => {
    if (text.trim() === '') return undefined;
    const cells = split(text);
    if (typeof cells === 'string') return cells;
    if (cells.length !== columns.length) return `Expected ${columns.length} cells, got ${cells.length}`;
    const row = new Map(columns.map((name, index) => [name, cells[index] ?? '']));
    const options = parseOptions(Object.fromEntries(optionNames.map((name) => [name, row.get(name) ?? ''])), reading);
    const rows = parseRows(Object.fromEntries(rowsFields.map((name: RowsField) => [name, row.get(name) ?? ''])));
    const values = isLong ? longValues(row) : wideValues(row, metrics);
    return sampleOf(options, rows, values);
  };
}

// --- internal ---

const example = 'a heading such as `at,accuracy,f1` or `at,metric,value`';

function headingOf(text: string): string[] {
  const cells = splitCsv(text);
  if (typeof cells === 'string' || cells.every((cell) => cell === ''))
    throw new ConfigurationError(`Expected the CSV to begin with ${example}, got \`${excerpt(text, 80)}\``);
  const other = otherNameOfAt(cells);
  return cells.map((name) => (name === other ? 'at' : name));
}

function checkColumns(columns: string[], metrics: string[], isLong: boolean): void {
  const twice = nameTwice(columns);
  if (twice !== undefined)
    throw new ConfigurationError(`Expected the columns of the CSV to differ, got \`${excerpt(twice, 60)}\` twice`);
  const stranger = metrics.find((name) => nameFault(name) !== undefined);
  if (stranger !== undefined)
    throw new ConfigurationError(
      `Expected every column of the CSV to be a metric's name, \`at\`, \`version\`, \`segment\`, \`key\` or \`n\`, got \`${excerpt(stranger, 80)}\`; start with ${example}`
    );
  if (!isLong && metrics.length === 0)
    throw new ConfigurationError(`Expected the CSV to have a column with a metric, got none; start with ${example}`);
}

function wideValues(
  row: ReadonlyMap<string, string>,
  metrics: readonly string[]
): Record<string, number> | string | string[] {
  const values: [string, number][] = [];
  const faults: string[] = [];
  for (const name of metrics) {
    const cell = row.get(name) ?? '';
    const value = parseValue(name, cell, otherwiseOf(faults));
    if (typeof value === 'string') faults.push(value);
    else if (value !== undefined) values.push([name, value]);
  }
  if (faults.length > 0) return faults;
  return values.length > 0
    ? Object.fromEntries(values)
    : 'Expected at least one value in the row, got empty cells only';
}

function longValues(row: ReadonlyMap<string, string>): Record<string, number> | string {
  const name = row.get('metric') ?? '';
  const fault = nameFault(name);
  if (fault !== undefined) return fault;
  const value = parseValue(name, row.get('value') ?? '');
  if (value === undefined) return `Expected \`${name}\` to have a value, got none`;
  return typeof value === 'string' ? value : { [name]: value };
}

function isOption(name: string): name is OptionName {
  return (optionNames as readonly string[]).includes(name);
}
