import { isMetricName } from '../core/wire/batch.ts';
import { excerpt } from '../terms/visible-text.ts';
import { readNumber } from '../rows/number.ts';
import { parseSemVer } from '../terms/semver.ts';
import { parseTime, timeFault, timeNameOf, type TimeUnit } from '../rows/time.ts';
import { faultOf } from '../rows/lines.ts';
import { readRows, type RowsField } from '../rows/rows-fields.ts';
import type { MetricValues, RecordOptions } from '../client/publish/observation.ts';

/** The content of one row, or one command line: values measured together. */
export interface Sample {
  values: MetricValues;
  options: RecordOptions;
}

/** How rows are read. */
export interface SampleReading {
  /** Of times that are numbers. @default milliseconds; what is hardly that is refused */
  unit?: TimeUnit;
  /** How another unit is given, for messages. @default 'give epoch milliseconds' */
  sayUnit?: (unit: TimeUnit) => string;
}

/** The names that are not metrics, in columns, fields and flags alike. */
export const optionNames = ['at', 'version', 'segment', 'key'] as const;

export type OptionName = (typeof optionNames)[number];

/** The name used in place of `at`, as in backtest histories; `undefined` if `at` is there, or no time. */
export function otherNameOfAt(names: Iterable<string>): string | undefined {
  const first = timeNameOf(names);
  return first === 'at' ? undefined : first;
}

/** The fault of a metric's name; `undefined` if it has none. */
export function nameFault(name: string, what = 'metric'): string | undefined {
  const isSound: boolean = isMetricName(name);
  return isSound
    ? undefined
    : `Expected \`${what}\` to be a metric's name (letters, digits, dots, dashes, underscores, a letter first), got \`${excerpt(name, 80)}\``;
}

/** What was read of a row, or all that is wrong with it. */
export function sampleOf(
  options: RecordOptions | string | readonly string[],
  rows: RecordOptions | readonly string[],
  values: Record<string, number> | string | readonly string[]
): Sample | string {
  const fault = faultOf([options, rows, values].flatMap((one) => (isFault(one) ? one : [])));
  if (fault !== undefined || isFault(options) || isFault(rows) || isFault(values)) return fault ?? '';
  return { values, options: { ...options, ...rows } };
}

/** What to do about a field that holds no number, to be said once a row. */
export function otherwiseOf(faults: readonly string[]): string {
  return faults.some((fault) => fault.endsWith(otherFields)) ? '' : otherFields;
}

/**
 * The number in a text, `undefined` if nothing was measured, or a sentence that names the fault.
 *
 * @param otherwise as of `readNumber`
 */
export function parseValue(name: string, text: string, otherwise = ''): number | string | undefined {
  const value = readNumber(name, text, otherwise);
  return typeof value !== 'number' || Number.isFinite(value)
    ? value
    : `Expected \`${name}\` to be a finite number, got \`${excerpt(text, 40)}\``;
}

/** Reads `n`, `sumOfSquares`, `min` and `max` as `record` takes them. */
export function parseRows(fields: Partial<Record<RowsField, unknown>>): RecordOptions | string[] {
  const rows = readRows(fields);
  if (rows === undefined || Array.isArray(rows)) return rows ?? {};
  const { squares, ...rest } = rows;
  return { ...rest, ...(squares === undefined ? {} : { sumOfSquares: squares }) };
}

/** Reads `at`, `version`, `segment` and `key`; ignores empty and blank texts. */
export function parseOptions(
  texts: Partial<Record<OptionName, string>>,
  { unit, sayUnit }: SampleReading = {}
): RecordOptions | string {
  const [at, version, segment, key] = [texts.at, texts.version, texts.segment, texts.key].map(saidIn);
  const reading = { now: Date.now(), isScreened: true, ...(sayUnit && { next: sayUnit }), ...(unit && { unit }) };
  const fault = at === undefined ? undefined : timeFault(at, reading);
  const versionFault =
    version === undefined || parseSemVer(version)
      ? undefined
      : `Expected \`version\` to be a semantic version such as \`1.4.0\`, got \`${excerpt(version, 40)}\`; leave it out where there is none`;
  const faults = faultOf([fault?.replace('Expected a time', 'Expected `at` to be a time'), versionFault]);
  if (faults !== undefined) return faults;
  const ms = at === undefined ? undefined : parseTime(at, unit);
  return {
    ...(ms === undefined ? {} : { at: ms }),
    ...(version === undefined ? {} : { version }),
    ...(segment === undefined ? {} : { segment }),
    ...(key === undefined ? {} : { key }),
  };
}

// --- internal ---

const otherFields = `; what is no metric can be ${optionNames.map((name) => `\`${name}\``).join(', ')} or \`n\`: name it so, or leave it out`;

function isFault(read: object | string): read is string | readonly string[] {
  return typeof read === 'string' || Array.isArray(read);
}

/** A name of blanks alone would be one that nobody sees. */
function saidIn(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}
