import { ConfigurationError } from '../../terms/errors.ts';
import { didYouMean } from '../../terms/did-you-mean.ts';
import { readNumber } from '../../rows/number.ts';
import { timeNameOf } from '../../rows/time.ts';
import type { CsvHead } from './csv-head.ts';

/** What each column of a CSV is for. */
export interface Columns {
  time: string;
  label: string;
  /** Columns that the model sees; `undefined`: the trainer takes all but time and label, and nothing else is there. */
  features?: string[];
  seen: SeenColumns;
}

/** What the model sees of a CSV. */
export interface SeenColumns {
  /** Those it sees. */
  inputs: string[];
  /** Those it does not see, and why. */
  leftOut: Record<string, string>;
}

/** As flags name them; what is missing goes by the usual names, and the label is the last column if none has one. */
export interface NamedColumns {
  time?: string;
  label?: string;
  /** Names with commas between them. */
  features?: string;
}

/** @throws ConfigurationError about the first that is not in the file */
export function columnsOf({ columns, rows }: CsvHead, named: NamedColumns, csv: string): Columns {
  const time = named.time ?? timeNameOf(columns);
  if (time === undefined || !columns.includes(time))
    throw new ConfigurationError(
      `Expected ${csv} to have a column of times, got ${columns.join(', ')}; name it with --time`
    );
  const label = named.label ?? usualLabel(columns) ?? columns.at(-1);
  if (label === undefined || label === time || !columns.includes(label))
    throw new ConfigurationError(
      `Expected ${csv} to have a column of labels${label === undefined ? '' : ` \`${label}\``}, got ${columns.join(', ')}; name it with --label`
    );
  const others = columns.filter((name) => name !== time && name !== label);
  if (named.features !== undefined) {
    const features = featuresIn(named.features, others);
    return { time, label, features, seen: { inputs: features, leftOut: {} } };
  }
  const leftOut: Record<string, string> = {};
  for (const name of others) {
    const why = whyLeftOut(
      name,
      rows.map((row) => row[columns.indexOf(name)] ?? '')
    );
    if (why !== undefined) leftOut[name] = why;
  }
  const features = others.filter((name) => !Object.hasOwn(leftOut, name));
  const all = Object.entries(leftOut).map(([name, why]) => `${name || '(no name)'} (${why})`);
  if (features.length === 0 && all.length > 0)
    throw new ConfigurationError(
      `Expected ${csv} to have a column of numbers to train on, beside the time \`${time}\` and the label \`${label}\`, got ${all.join(', ')}; turn one into numbers, or name those that are with --features`
    );
  return { time, label, ...(all.length === 0 ? {} : { features }), seen: { inputs: features, leftOut } };
}

/** What was taken for what: a line each, cut off at `width`. */
export function describeColumns(
  { csv, time, label, task }: Pick<Columns, 'time' | 'label'> & { csv: string; task: 'regression' | undefined },
  { inputs, leftOut }: SeenColumns,
  width: number
): string[] {
  const left = Object.entries(leftOut).map(([name, why]) => `${name || '(no name)'} (${why})`);
  const facts: [string, string[]][] = [
    ['time', [time]],
    ['label', [label]],
    ...(task === undefined ? [] : [['task', [`${task} (--task takes another)`]] as [string, string[]]]),
    ['inputs', inputs],
    ...(left.length === 0 ? [] : [['left out', left] as [string, string[]]]),
  ];
  return [
    `Taken from ${csv} (--time, --label and --features take others):`,
    ...facts.map(([name, values]) => `  ${name.padEnd(8)}  ${listed(values, width - 12)}`),
  ];
}

// --- internal ---

const labelNames = ['label', 'target', 'y'];

function usualLabel(columns: readonly string[]): string | undefined {
  for (const usual of labelNames) {
    const found = columns.find((name) => name.toLowerCase() === usual);
    if (found !== undefined) return found;
  }
  return undefined;
}

function featuresIn(text: string, others: readonly string[]): string[] {
  const names = [...new Set(text.split(',').map((name) => name.trim()))];
  const stranger = names.find((name) => !others.includes(name));
  if (stranger === undefined) return names;
  const near = didYouMean(stranger, others);
  throw new ConfigurationError(
    `Expected --features to be columns beside time and label (${others.join(', ')}), got \`${stranger}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`
  );
}

/** Why a model should not see it, unless it is asked to; `undefined` for numbers that may say something. */
function whyLeftOut(name: string, cells: readonly string[]): string | undefined {
  if (name === '' || /^Unnamed: \d+$/.test(name)) return 'an index';
  const text = cells.find((cell) => typeof readNumber(name, cell) === 'string');
  if (text !== undefined) return 'text';
  return /^(?:id|uuid|index)$|[_-]id$/i.test(name) || /[a-z]I[dD]$/.test(name) ? 'an id' : undefined;
}

/** As many as fit. */
function listed(values: readonly string[], width: number): string {
  const whole = values.join(', ');
  if (whole.length <= width) return whole;
  for (let count = values.length - 1; count > 0; count -= 1) {
    const part = `${values.slice(0, count).join(', ')} and ${values.length - count} more`;
    if (part.length <= width) return part;
  }
  return `${values.length} columns`;
}
