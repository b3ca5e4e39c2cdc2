import { isMetricName } from '../../core/wire/batch.ts';
import { timeNames } from './history-format.ts';
import { parseTime, timeWanted } from '../print/time.ts';
import type { MetricValues, RecordOptions } from '../../client/publish/observation.ts';

/** What one line, or one command line, says: values measured together. */
export interface Sample {
  values: MetricValues;
  options: RecordOptions;
}

/** The names that are not metrics, in columns, fields and flags alike. */
export const optionNames = ['at', 'version', 'segment'] as const;

export type OptionName = (typeof optionNames)[number];

/** The name that stands for `at`, as in the histories that a backtest reads; `undefined` when `at` is there, or no time. */
export function otherNameOfAt(names: Iterable<string>): string | undefined {
  const all = new Set(names);
  const first = timeNames.find((name) => all.has(name));
  return first === 'at' ? undefined : first;
}

/** What is wrong with a metric's name; `undefined` when nothing is. */
export function nameFault(name: string, what = 'metric'): string | undefined {
  const isSound: boolean = isMetricName(name);
  return isSound
    ? undefined
    : `Expected \`${what}\` to be a metric's name (letters, digits, dots, dashes, underscores, a letter first), got \`${name.slice(0, 80)}\``;
}

/** The number that a text stands for, or the sentence that says what is wrong with it. */
export function parseValue(name: string, text: string): number | string {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : `Expected \`${name}\` to be a finite number, got \`${text.slice(0, 40)}\``;
}

/** Reads `at`, `version` and `segment`; empty texts stand for nothing. */
export function parseOptions(texts: Partial<Record<OptionName, string>>): RecordOptions | string {
  const { at = '', version = '', segment = '' } = texts;
  const ms = at.trim() === '' ? undefined : parseTime(at);
  if (at.trim() !== '' && ms === undefined) return `Expected \`at\` to be ${timeWanted}, got \`${at.slice(0, 40)}\``;
  return {
    ...(ms === undefined ? {} : { at: ms }),
    ...(version === '' ? {} : { version }),
    ...(segment === '' ? {} : { segment }),
  };
}
