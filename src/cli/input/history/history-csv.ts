import { ConfigurationError } from '../../../terms/errors.ts';
import { isLabel } from '../../../core/wire/batch.ts';
import { faultOf } from '../../../rows/lines.ts';
import { excerpt } from '../../../terms/visible-text.ts';
import { caseFault, csvSplitter, nameTwice, splitCsv } from '../../../rows/split-csv.ts';
import { readAsParquet } from './history-format.ts';
import { foreignHeading } from '../../../rows/foreign-format.ts';
import { readNumber } from '../../../rows/number.ts';
import { timeNameOf } from '../../../rows/time.ts';
import { timeTaker } from './take-time.ts';
import { readRowsOf, rowsFieldsOf, type RowsField } from '../../../rows/rows-fields.ts';
import type { LineReader, RowTarget } from './history-format.ts';

/**
 * Reads the heading of a CSV, wide or long, and the rows after it. Ignores columns that are not a metric of the policy;
 * `readNumber` reads the cells.
 *
 * @throws ConfigurationError if the heading cannot be used
 */
export function csvRows(heading: string, target: RowTarget): LineReader {
  const cells = splitCsv(heading);
  const columns = typeof cells === 'string' ? [] : cells;
  const layout = layoutOf(columns, heading, target);
  const takeTime = timeTaker(target);
  const { builder, metrics } = target;
  // Rows of one stream are next to each other, or alternate in the order of the columns.
  const last = layout.values.map(() => ({ metric: '', segment: '', version: '', place: -1 }));
  const faults: string[] = [];
  const split = csvSplitter((line) => line.split(','));
  return (text) => {
    const row = split(text);
    if (typeof row === 'string') return row;
    if (row.length !== columns.length) return `Expected ${columns.length} cells, got ${row.length}`;
    faults.length = 0;
    const at = takeTime(row[layout.time]!.trim());
    if (typeof at === 'string') faults.push(at);
    const segment = layout.segment === -1 ? '' : row[layout.segment]!.trim();
    const version = layout.version === -1 ? '' : row[layout.version]!.trim();
    const isSound: boolean = segment === '' || isLabel(segment);
    if (!isSound) faults.push(`Expected a segment of 1 to 128 characters, got \`${excerpt(segment, 40)}\``);
    const isVersion: boolean = version === '' || isLabel(version);
    if (!isVersion) faults.push(`Expected a version of 1 to 128 characters, got \`${excerpt(version, 40)}\``);
    for (let k = 0; k < layout.values.length; k++) {
      const { name, column } = layout.values[k]!;
      const cell = row[column]!.trim();
      if (cell === '') continue;
      const metric = name ?? row[layout.metric]!.trim();
      if (name === undefined && !metrics.has(metric)) {
        const fault = caseFault(metric, metrics);
        if (fault !== undefined) faults.push(fault);
        continue;
      }
      const x = readNumber(metric, cell);
      if (typeof x === 'string') faults.push(x);
      if (typeof x !== 'number') continue;
      const rows = layout.rows.length === 0 ? undefined : readRowsOf(x, rowsIn(row, layout.rows));
      if (Array.isArray(rows)) {
        faults.push(...rows);
        continue;
      }
      if (typeof at !== 'number' || !isSound || !isVersion) continue;
      const before = last[k]!;
      if (before.metric !== metric || before.segment !== segment || before.version !== version)
        last[k] = { metric, segment, version, place: builder.streamOf(metric, segment, version || null) };
      builder.add(last[k]!.place, at, x, rows);
    }
    return faultOf(faults);
  };
}

// --- internal ---

interface Layout {
  time: number;
  segment: number;
  version: number;
  metric: number;
  /** Columns that say what the values of a row are means of. */
  rows: { name: RowsField; column: number }[];
  values: { name?: string; column: number }[];
}

function rowsIn(row: readonly string[], rows: Layout['rows']): Partial<Record<RowsField, string>> {
  return Object.fromEntries(rows.map(({ name, column }) => [name, row[column]!]));
}

function layoutOf(columns: readonly string[], heading: string, { time, metrics }: RowTarget): Layout {
  const foreign = foreignHeading(heading, readAsParquet);
  if (foreign !== undefined)
    throw new ConfigurationError(`Expected the history to be CSV, NDJSON or Parquet, got ${foreign}`);
  const twice = nameTwice(columns);
  if (twice !== undefined)
    throw new ConfigurationError(
      `Expected the columns of the history to differ, got \`${excerpt(twice, 60)}\` twice; rename one`
    );
  const timeName = time ?? timeNameOf(columns);
  const timeColumn = timeName === undefined ? undefined : columns.indexOf(timeName);
  const next =
    columns[0] === ''
      ? 'give the first column a name such as `time`, or name another with --time'
      : 'name it with --time';
  if (timeColumn === undefined || timeColumn === -1)
    throw new ConfigurationError(
      `Expected the history to have a column ${time === undefined ? 'with times, such as `time`' : `\`${time}\``}, got the heading \`${excerpt(heading, 80)}\`; ${next}`
    );
  const place = (name: string): number => columns.indexOf(name);
  const common = { time: timeColumn, segment: place('segment'), version: place('version'), metric: place('metric') };
  const rows = rowsFieldsOf(columns, metrics).map((name) => ({ name, column: place(name) }));
  if (common.metric >= 0 && place('value') >= 0) return { ...common, rows, values: [{ column: place('value') }] };
  const values = [...metrics].filter((name) => place(name) >= 0).map((name) => ({ name, column: place(name) }));
  if (values.length > 1 && rows.length > 1)
    throw new ConfigurationError(
      `Expected \`${rows[1]!.name}\` beside one metric, got ${values.length} in a row; write them as rows of \`metric\` and \`value\``
    );
  // A metric that has its column may have another of nearly its name beside it.
  const without = [...metrics].filter((name) => place(name) < 0);
  const otherCase = columns.map((column) => caseFault(column, without)).find((text) => text !== undefined);
  if (otherCase === undefined && values.length > 0) return { ...common, rows, values };
  const wanted = [...metrics].map((name) => `\`${name}\``).join(', ');
  if (otherCase !== undefined) throw new ConfigurationError(otherCase.replace('Expected', 'Expected a column'));
  throw new ConfigurationError(
    `Expected the history to have a column of a metric of the policy (${wanted}), or the columns \`metric\` and \`value\`, got the heading \`${excerpt(heading, 80)}\``
  );
}
