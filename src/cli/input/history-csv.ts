import { ConfigurationError } from '../../terms/errors.ts';
import { isLabel } from '../../core/wire/batch.ts';
import { splitCsv } from './csv.ts';
import { timeNames, type LineReader, type RowTarget } from './history-format.ts';
import { timeReader } from './history-time.ts';
import { timeWanted } from '../print/time.ts';

/**
 * Understands the heading of a CSV, wide or long, and reads the rows after it. Columns that are no metric of the policy
 * are passed over; an empty cell is a value that was not measured, `NaN` one that was measured badly.
 *
 * @throws ConfigurationError when the heading cannot be used
 */
export function csvRows(heading: string, target: RowTarget): LineReader {
  const cells = splitCsv(heading);
  const columns = typeof cells === 'string' ? [] : cells;
  const layout = layoutOf(columns, heading, target);
  const readTime = timeReader(target.timeUnit);
  const { builder, metrics } = target;
  // Rows of one stream stand together, or take turns in the order of the columns.
  const last = layout.values.map(() => ({ metric: '', segment: '', version: '', place: -1 }));
  return (text) => {
    const row = text.includes('"') ? splitCsv(text) : text.split(',');
    if (typeof row === 'string') return row;
    if (row.length !== columns.length) return `Expected ${columns.length} cells, got ${row.length}`;
    const at = readTime(row[layout.time]!.trim());
    if (at === undefined) return `Expected the time to be ${timeWanted}, got \`${row[layout.time]!.slice(0, 40)}\``;
    const segment = layout.segment === -1 ? '' : row[layout.segment]!.trim();
    const version = layout.version === -1 ? '' : row[layout.version]!.trim();
    const isSound: boolean = segment === '' || isLabel(segment);
    if (!isSound) return `Expected a segment of 1 to 128 characters, got \`${segment.slice(0, 40)}\``;
    const isVersion: boolean = version === '' || isLabel(version);
    if (!isVersion) return `Expected a version of 1 to 128 characters, got \`${version.slice(0, 40)}\``;
    let fault: string | undefined;
    for (let k = 0; k < layout.values.length; k++) {
      const { name, column } = layout.values[k]!;
      const cell = row[column]!.trim();
      if (cell === '') continue;
      const metric = name ?? row[layout.metric]!.trim();
      if (name === undefined && !metrics.has(metric)) continue;
      const x = Number(cell);
      if (Number.isNaN(x) && !notNumbers.test(cell)) {
        fault = `Expected \`${metric}\` to be a number, got \`${cell.slice(0, 40)}\``;
        continue;
      }
      const before = last[k]!;
      if (before.metric !== metric || before.segment !== segment || before.version !== version)
        last[k] = { metric, segment, version, place: builder.streamOf(metric, segment, version || null) };
      builder.add(last[k]!.place, at, x);
    }
    return fault;
  };
}

/** How programs write what is no number. */
export const notNumbers = /^[+-]?(nan|inf(inity)?|null|none|na|n\/a)$/i;

// --- internal ---

interface Layout {
  time: number;
  segment: number;
  version: number;
  metric: number;
  values: { name?: string; column: number }[];
}

function layoutOf(columns: readonly string[], heading: string, { time, metrics }: RowTarget): Layout {
  const timeColumn =
    time === undefined
      ? timeNames.map((name) => columns.indexOf(name)).find((place) => place >= 0)
      : columns.indexOf(time);
  if (timeColumn === undefined || timeColumn === -1)
    throw new ConfigurationError(
      `Expected the history to have a column ${time === undefined ? 'with times, such as `time`' : `\`${time}\``}, got the heading \`${heading.slice(0, 80)}\`; name it with --time`
    );
  const place = (name: string): number => columns.indexOf(name);
  const common = { time: timeColumn, segment: place('segment'), version: place('version'), metric: place('metric') };
  if (common.metric >= 0 && place('value') >= 0) return { ...common, values: [{ column: place('value') }] };
  const values = [...metrics].filter((name) => place(name) >= 0).map((name) => ({ name, column: place(name) }));
  if (values.length > 0) return { ...common, values };
  const wanted = [...metrics].map((name) => `\`${name}\``).join(', ');
  throw new ConfigurationError(
    `Expected the history to have a column of a metric of the policy (${wanted}), or the columns \`metric\` and \`value\`, got the heading \`${heading.slice(0, 80)}\``
  );
}
