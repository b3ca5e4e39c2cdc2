import { inWords, show } from '../terms/show.ts';
import { keyTwiceFault } from '../rows/key-twice.ts';
import { parseJsonLine } from '../rows/json-line.ts';
import { readPlainFields } from './plain-fields.ts';
import { rowsFieldsOf } from '../rows/rows-fields.ts';
import {
  nameFault,
  otherNameOfAt,
  otherwiseOf,
  parseOptions,
  parseRows,
  parseValue,
  sampleOf,
  optionNames,
  type Sample,
  type SampleReading,
} from './sample.ts';

/**
 * Reads one line: `{"accuracy":0.93,"f1":0.9,"at":"2026-03-02T12:00:00Z"}` or `{"metric":"accuracy","value":0.93}`,
 * both with optional `at`, `version`, `segment`, `key` and `n` (with it `sumOfSquares`, `min` and `max`). `undefined`
 * for an empty line, a sentence if it has a fault.
 */
export function readNdjson(text: string, reading: SampleReading = {}): Sample | string | undefined {
  if (text.trim() === '') return undefined;
  let parsed: unknown;
  try {
    parsed = parseJsonLine(text);
  } catch (error) {
    return `Expected a JSON object, found: ${(error as Error).message}`;
  }
  const twice = typeof parsed === 'object' && parsed !== null ? keyTwiceFault(text, parsed) : undefined;
  return twice ?? readFields(parsed, reading);
}

/** The same, of what a line holds. */
export function readFields(parsed: unknown, reading: SampleReading = {}): Sample | string {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return 'Expected a JSON object such as `{"accuracy":0.93}`';
  return readPlainFields(parsed, reading) ?? readAnyFields(parsed, reading);
}

/** Reads or refuses any object, however odd. */
export function readAnyFields(parsed: object, reading: SampleReading = {}): Sample | string {
  const other = otherNameOfAt(Object.keys(parsed));
  const fields = new Map(
    Object.entries(parsed).map(([name, value]) => [name === other ? 'at' : name, value as unknown])
  );
  const options = optionsOf(fields, reading);
  const rowsFields = rowsFieldsOf([...fields.keys()]);
  const rows = parseRows(Object.fromEntries(rowsFields.map((name) => [name, fields.get(name)])));
  for (const name of rowsFields) fields.delete(name);
  const values = fields.has('metric') && fields.has('value') ? longValues(fields) : wideValues(fields);
  return sampleOf(options, rows, values);
}

// --- internal ---

type Fields = ReadonlyMap<string, unknown>;

function optionsOf(fields: Fields, reading: SampleReading): Sample['options'] | string[] {
  const texts: Record<string, string> = {};
  const faults: string[] = [];
  for (const name of optionNames) {
    const value = fields.get(name);
    if (value === undefined || value === null) continue;
    const isText = typeof value === 'string' || ((name === 'at' || name === 'key') && typeof value === 'number');
    if (isText) texts[name] = String(value);
    else faults.push(`Expected \`${name}\` to be a text, got ${show(value, 40)}`);
  }
  const options = parseOptions(texts, reading);
  if (typeof options === 'string') faults.push(options);
  return faults.length > 0 || typeof options === 'string' ? faults : options;
}

function longValues(fields: Fields): Record<string, number> | string {
  const name = fields.get('metric');
  if (typeof name !== 'string') return `Expected \`metric\` to be a text, got \`${shown(name)}\``;
  const fault = nameFault(name);
  if (fault !== undefined) return fault;
  const given = fields.get('value');
  const value = typeof given === 'string' ? parseValue(name, given) : given;
  if (typeof value === 'string') return value;
  return isNumber(value) ? { [name]: value } : notANumber(name, value);
}

function wideValues(fields: Fields): Record<string, number> | string | string[] {
  const values: [string, number][] = [];
  const faults: string[] = [];
  for (const [name, value] of fields) {
    if ((optionNames as readonly string[]).includes(name) || value === null) continue;
    const fault = nameFault(name, 'field');
    const number = fault ?? (typeof value === 'string' ? parseValue(name, value, otherwiseOf(faults)) : value);
    if (number === undefined) continue;
    if (typeof number === 'string') faults.push(number);
    else if (isNumber(number)) values.push([name, number]);
    else faults.push(notANumber(name, value) + (typeof value === 'number' ? '' : otherwiseOf(faults)));
  }
  if (faults.length > 0) return faults;
  return values.length > 0 ? Object.fromEntries(values) : 'Expected at least one metric with a number, got none';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function notANumber(name: string, value: unknown): string {
  return `Expected \`${name}\` to be a finite number, got \`${shown(value)}\``;
}

function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : inWords(value, 40);
}
