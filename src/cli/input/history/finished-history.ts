import { ConfigurationError } from '../../../terms/errors.ts';
import { isMeasurement } from '../../../core/wire/batch.ts';
import { numbered } from '../../../terms/numbered.ts';
import { splitCsv } from '../../../rows/split-csv.ts';
import { excerpt } from '../../../terms/visible-text.ts';
import type { History } from '../../../backtest/history.ts';
import type { RowTarget } from './history-format.ts';

export interface ReadHistory {
  history: History;
  /** What people should know about the input. */
  notes: string[];
}

export interface ReadRows {
  /** The unit of the input, such as `line`. */
  what: 'line' | 'row';
  count: number;
  /** How many could not be used, and the faults of the first ones. */
  faulty: number;
  faults: readonly string[];
  /** What was read, if it has a name. */
  file: string | undefined;
  /** Of a CSV. */
  heading?: string | undefined;
  /** The first line that holds values. */
  first?: string | undefined;
}

/** @throws ConfigurationError if no part of the input can be used */
export function finishedHistory({ builder, metrics }: RowTarget, rows: ReadRows): ReadHistory {
  const history = builder.build();
  if (history.value.some(isMeasurement)) return { history, notes: [...notesOf(rows), ...unreadRows(rows, metrics)] };
  const wanted = [...metrics].map((name) => `\`${name}\``).join(', ');
  const expected = `Expected a history with values of ${wanted}, got`;
  if (history.size > 0)
    throw new ConfigurationError(
      `${expected} ${history.size} values, none of them a measurement (all NaN, infinite, or beyond ±1e100); check the program that wrote them`
    );
  const why =
    rows.faulty > 0 ? `; ${rows.faults.join('; ')}` : rows.count === 0 ? `: ${emptiness(rows)}` : strangeness(rows);
  throw new ConfigurationError(`${expected} none${why}`);
}

// --- internal ---

function emptiness({ file, heading }: ReadRows): string {
  const name = file === undefined ? 'the input' : `\`${file}\``;
  const next = 'check the program that wrote it';
  if (heading !== undefined) return `${name} has only its heading, \`${excerpt(heading, 80)}\`; ${next}`;
  return `${name} is empty; ${file === undefined ? 'name a file, or pipe the history in' : next}`;
}

/** Of rows that are sound, and hold none of the metrics. */
function strangeness({ first }: ReadRows): string {
  if (first === undefined) return '';
  const isObject = first.trimStart().startsWith('{');
  return `: its first line is \`${excerpt(first.trim(), 120)}\`${isObject ? '; each metric is a field of its own, such as `{"time":…,"accuracy":0.93}`' : ''}`;
}

/** A number of rows that is not called as it should: values then weigh as if it were not there. */
function unreadRows({ heading, first = '' }: ReadRows, metrics: ReadonlySet<string>): string[] {
  const cells = heading === undefined ? [] : splitCsv(heading);
  const names = heading === undefined ? [...first.matchAll(/"([^"\\]*)"\s*:/g)].map(([, name]) => name!) : cells;
  if (typeof names === 'string' || !names.includes('N') || names.includes('n') || metrics.has('N')) return [];
  return ['`N` is passed over: call it `n` if it is the number of rows that a value is the mean of'];
}

function notesOf({ what, count, faulty, faults }: ReadRows): string[] {
  if (faulty === 0) return [];
  const more = faulty > faults.length ? `; and ${faulty - faults.length} more` : '';
  const note = `${faulty} of ${numbered(count, what)} could not be used: ${faults.join('; ')}${more}`;
  return [2 * faulty > count ? `warning: ${note}. Most of the input is lost: check it first` : note];
}
