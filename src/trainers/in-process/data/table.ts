import { ClassLabels } from './class-labels.ts';
import { csvError, readCsv, type CsvRow, foundNames } from './csv.ts';
import { excerpt } from '../../../terms/visible-text.ts';
import { decimalNumber, readNumber } from '../../../rows/number.ts';
import { nameTwice } from '../../../rows/split-csv.ts';
import { timeReader, type TimeUnit } from '../../../rows/time.ts';
import { TrainingError } from '../../../terms/errors.ts';
import type { TableOptions } from '../options.ts';

/** Rows of a CSV file in the order of their event times; rows of one time keep the order of the file. */
export interface Table {
  features: string[];
  size: number;
  /** Epoch milliseconds. */
  times: Float64Array;
  /** Row after row, one number a feature. */
  inputs: Float64Array;
  /** 1 and 0 for a classification, the value itself for a regression. */
  labels: Float64Array;
  /** The label that 1 stands for, in its plain form; `null` for a regression. */
  positive: string | null;
  slices: string[] | null;
}

export interface TableRow {
  time: number;
  features: number[];
  label: number;
  slice?: string;
}

/** Reads the file that the options of the in-process trainer name. `path` is what `dataFile` made of `data.csv`. */
export async function readTable(path: string, options: TableOptions, onRows?: (rows: number) => void): Promise<Table> {
  let reader: RowReader | undefined;
  await readCsv(path, (row) => {
    if (!reader) reader = new RowReader(path, row, options);
    else {
      reader.read(row);
      onRows?.(reader.times.length);
    }
  });
  // The parser refuses a file without a header.
  return (reader as RowReader).table();
}

/** The rows one by one, to replay the data. */
export function* tableRows(table: Table): Generator<TableRow> {
  const width = table.features.length;
  for (let row = 0; row < table.size; row++) {
    const slice = table.slices?.[row];
    yield {
      time: table.times[row] as number,
      features: [...table.inputs.subarray(row * width, (row + 1) * width)],
      label: table.labels[row] as number,
      ...(slice === undefined ? {} : { slice }),
    };
  }
}

// --- internal ---

class RowReader {
  readonly times: number[] = [];
  private readonly readTime: (text: string) => number | undefined;
  private readonly path: string;
  private readonly options: TableOptions;
  private readonly header: string[];
  private readonly features: string[];
  private readonly featureColumns: number[];
  private readonly timeColumn: number;
  private readonly labelColumn: number;
  private readonly sliceColumn: number | null;
  private readonly inputs: number[] = [];
  /** Of a regression. */
  private readonly values: number[] = [];
  private readonly classes = new ClassLabels();
  private readonly slices: string[] = [];

  constructor(path: string, header: CsvRow, options: TableOptions) {
    const { data } = options;
    this.path = path;
    this.options = options;
    this.header = header.cells;
    const twice = nameTwice(this.header);
    if (twice !== undefined)
      throw csvError(
        path,
        header.line,
        header.columns[this.header.lastIndexOf(twice)] ?? 1,
        `Expected column names to differ, got one twice: ${foundNames([twice])}`
      );
    this.timeColumn = this.find('time', data.time);
    this.labelColumn = this.find('label', data.label);
    this.sliceColumn = data.slice === undefined ? null : this.find('slice', data.slice);
    const taken = new Set([this.timeColumn, this.labelColumn, this.sliceColumn]);
    this.features =
      data.features === 'rest' ? this.header.filter((name, at) => name !== '' && !taken.has(at)) : data.features;
    this.featureColumns = this.features.map((name) => this.find('features', name));
    if (this.features.length === 0)
      throw new TrainingError(
        `Expected a column for \`data.features\` in ${path}, but all are used for time, label and slice`,
        { everyTrial: true }
      );
    this.readTime = data.timeUnit === 'iso' ? isoReader() : numberReader(data.timeUnit, data.timeOrigin);
  }

  /** A row whose label is not known yet teaches nothing: labels often come later than the rest. */
  read(row: CsvRow): void {
    const label = readNumber('', row.cells[this.labelColumn] as string);
    if (label === undefined || Number.isNaN(label)) return;
    this.times.push(this.time(row));
    for (const column of this.featureColumns) this.inputs.push(this.number(row, column));
    this.readLabel(row);
    if (this.sliceColumn !== null) this.slices.push(row.cells[this.sliceColumn] as string);
  }

  table(): Table {
    const { times, features, options } = this;
    const { positive, labels } =
      options.task === 'regression'
        ? { positive: null, labels: this.values }
        : this.classes.decide(options.positive, options.data.label);
    const width = features.length;
    const order = Uint32Array.from(times.keys());
    const unsorted = times.some((time, at) => at > 0 && time < (times[at - 1] as number));
    if (unsorted) order.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
    const inputs = new Float64Array(times.length * width);
    order.forEach((from, to) => {
      for (let at = 0; at < width; at++) inputs[to * width + at] = this.inputs[from * width + at] as number;
    });
    return {
      features,
      size: times.length,
      times: Float64Array.from(order, (row) => times[row] as number),
      inputs,
      labels: Float64Array.from(order, (row) => labels[row] as number),
      positive,
      slices: this.sliceColumn === null ? null : Array.from(order, (row) => this.slices[row] as string),
    };
  }

  private find(field: string, name: string): number {
    const column = this.header.indexOf(name);
    if (column !== -1) return column;
    throw new TrainingError(
      `Expected \`data.${field}\` to name a column of ${this.path}, got \`${excerpt(name, 60)}\`; it has: ${foundNames(this.header)}`,
      { everyTrial: true }
    );
  }

  private time(row: CsvRow): number {
    const time = this.readTime(row.cells[this.timeColumn] as string);
    if (time !== undefined) return time;
    const isIso = this.options.data.timeUnit === 'iso';
    const iso = 'an ISO 8601 date or time like `2024-05-01T12:00:00Z` (numbers want `data.timeUnit`)';
    return this.fail(row, this.timeColumn, isIso ? iso : 'a finite number, or an ISO 8601 date or time');
  }

  private readLabel(row: CsvRow): void {
    if (this.options.task === 'regression') return void this.values.push(this.number(row, this.labelColumn));
    const text = row.cells[this.labelColumn] as string;
    this.classes.add(text);
  }

  private number(row: CsvRow, column: number): number {
    const text = row.cells[column] as string;
    const value = readNumber('', text);
    if (typeof value !== 'number' || !Number.isFinite(value)) this.fail(row, column, 'a finite number');
    return value;
  }

  /** Says where and how long, never what: not every reader of the error may read the file. */
  private fail(row: CsvRow, column: number, expected: string): never {
    const { length } = row.cells[column] as string;
    const got =
      length === 0 ? 'an empty cell' : `${length} ${length === 1 ? 'character' : 'characters'} of something else`;
    const name = foundNames([this.header[column] ?? '']);
    const isMissing = readNumber('', row.cells[column] as string) === undefined && column !== this.timeColumn;
    const next = isMissing ? '; fill it, or leave out its row or the column' : '';
    const message = `Expected ${expected} in column ${name}, got ${got}${next}`;
    throw csvError(this.path, row.line, row.columns[column] ?? 1, message);
  }
}

function isoReader(): (text: string) => number | undefined {
  const read = timeReader();
  return (text) => (isNumber(text) ? undefined : read(text));
}

/** Days count from `origin`, other units from 1970. A text such as `2024-05-01` needs no unit. */
function numberReader(unit: TimeUnit, origin: string): (text: string) => number | undefined {
  const read = timeReader(unit);
  const offset = unit === 'day' ? Date.parse(origin) : 0;
  return (text) => {
    const time = read(text);
    return time !== undefined && isNumber(text) ? time + offset : time;
  };
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && !Number.isNaN(decimalNumber(text));
}
