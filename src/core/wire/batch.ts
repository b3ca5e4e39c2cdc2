import { show } from '../../terms/show.ts';
import { maxTime } from '../../terms/time-text.ts';
import { textBytes } from '../../terms/json-bytes.ts';
import type { Rows } from '../../terms/rows.ts';
import { decodeColumn, decodeDeltas, type Column, type Deltas } from './columns.ts';
import { decodeRows, type RowsColumns } from './rows-columns.ts';
import { decodeKeys, maxKeyLength, type Keys } from './keys.ts';
import { isObject } from './read.ts';
import { decodeNumbers, type DecodedNumbers, type Numbers } from './numbers.ts';

/** What one signal carries: observations by the column. Written by the client, by other SDKs, or by hand. */
export interface MetricBatch {
  /** Who sends: unique per sending process. With `seq` it makes resending harmless. */
  source: string;
  /** Which life of the source this is, if its name stays the same; `seq` restarts with each. */
  incarnation?: string;
  /** Grows by one with every batch of this source, from 1. */
  seq: number;
  /** When the batch was put together, by the sender's clock: tells one that comes again after long from a new one. */
  made?: number;
  series: MetricSeries[];
}

/** `n`, `ss`, `lo` and `hi`: the rows that the values are means of; absent where a value is a value. */
export interface MetricSeries extends RowsColumns {
  metric: string;
  segment?: string;
  /** The model version the values were measured on. */
  version?: string;
  /** Event time of the first observation when `dt` is one number, else what `dt[0]` is added to. Epoch milliseconds. */
  t0: number;
  dt: Deltas;
  v: Column;
  /** Where the same observation may be handed over twice, by whomever: what it is recognised by. */
  k?: Keys;
  /** Where the observations are entries of a list: which. Then `k` is not needed. */
  l?: Numbers;
}

/** A series after decoding. A value is `null` where the sender's number was not finite (JSON writes those as null). */
export interface DecodedSeries {
  metric: string;
  segment: string;
  version: string | null;
  t0: number;
  /** One step for all, or one an observation. */
  dt: number | number[];
  values: readonly (number | null)[];
  keys?: readonly (number | null)[];
  /** By value; `null` where nobody has counted. */
  rows?: readonly (Rows | null)[];
  numbers?: DecodedNumbers;
}

export interface DecodedBatch {
  source: string;
  incarnation: string | null;
  seq: number;
  made: number | null;
  series: DecodedSeries[];
}

/** Observations a batch may carry; keeps a signal far below Temporal's payload limit. */
export const maxBatchObservations = 20_000;

/**
 * Reads what came over the wire. Total: it never throws, whatever came. A batch is taken whole or refused whole with
 * a sentence that says why; a single value that is no number does not spoil its batch.
 */
export function decodeBatch(raw: unknown): DecodedBatch | string {
  if (!isObject(raw)) return `Expected a batch object, got ${kindOf(raw)}`;
  const { source, incarnation, seq, made, series } = raw;
  if (!isLabel(source)) return `Expected \`source\` to be ${labelWanted}, got ${show(source)}`;
  if (!isAbsent(incarnation) && !isLabel(incarnation))
    return `Expected \`incarnation\` to be ${labelWanted}, got ${show(incarnation)}`;
  if (!Number.isSafeInteger(seq) || (seq as number) < 1)
    return `Expected \`seq\` to be a whole number from 1, got ${show(seq)}`;
  if (!isAbsent(made) && !isTime(made)) return `Expected \`made\` to be epoch milliseconds, got ${show(made)}`;
  if (!Array.isArray(series)) return `Expected \`series\` to be an array, got ${kindOf(series)}`;
  const decoded: DecodedSeries[] = [];
  let total = 0;
  for (let i = 0; i < series.length; i++) {
    const one = decodeSeries(series[i], `series[${i}]`);
    if (typeof one === 'string') return one;
    total += one.values.length;
    if (total > maxBatchObservations)
      return `Expected at most ${maxBatchObservations} observations in a batch, got more: send several batches`;
    decoded.push(one);
  }
  return { source, incarnation: incarnation ?? null, seq: seq as number, made: made ?? null, series: decoded };
}

/**
 * What a sender is known by: numbers are its own. Labels hold no line breaks, so nothing can be mistaken for another.
 */
export function senderKey({ source, incarnation }: Pick<DecodedBatch, 'source' | 'incarnation'>): string {
  return incarnation === null ? `@${source}` : `@${source}\n${incarnation}`;
}

/** Metric names that a policy may use and a batch may carry. */
export function isMetricName(text: unknown): text is string {
  return typeof text === 'string' && /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/.test(text);
}

/** Sources, segments and versions: printable and short, also in bytes of JSON. */
export function isLabel(text: unknown): text is string {
  if (typeof text !== 'string' || text.length < 1 || text.length > 128 || hasControlCharacter(text)) return false;
  // No character takes more than six.
  return text.length <= maxLabelBytes / 6 || textBytes(text) <= maxLabelBytes;
}

/** A number that a detector can take. Of larger ones the sums and squares would leave the range of a double. */
export function isMeasurement(x: unknown): x is number {
  return typeof x === 'number' && x <= maxMagnitude && x >= -maxMagnitude;
}

// --- internal ---

const maxMagnitude = 1e100;
const maxLabelBytes = 256;
const labelWanted = `1 to 128 characters, of at most ${maxLabelBytes} bytes`;

function decodeSeries(raw: unknown, at: string): DecodedSeries | string {
  if (!isObject(raw)) return `Expected \`${at}\` to be an object, got ${kindOf(raw)}`;
  const { metric, segment, version, t0, dt, v, k, l } = raw;
  if (!isMetricName(metric)) return `Expected \`${at}.metric\` to be a metric name, got ${show(metric)}`;
  if (!isAbsent(segment) && !isLabel(segment))
    return `Expected \`${at}.segment\` to be ${labelWanted}, got ${show(segment)}`;
  if (!isAbsent(version) && !isLabel(version))
    return `Expected \`${at}.version\` to be ${labelWanted}, got ${show(version)}`;
  if (!isTime(t0)) return `Expected \`${at}.t0\` to be epoch milliseconds, got ${show(t0)}`;
  if (!Array.isArray(v) && typeof v !== 'string')
    return `Expected \`${at}.v\` to be an array of numbers or base64, got ${kindOf(v)}`;
  const values = decodeColumn(v as Column);
  if (!values) return `Expected \`${at}.v\` to be base64 of 64-bit floats, got ${show(v)}`;
  const steps = typeof dt === 'string' ? decodeDeltas(dt) : dt;
  if (Array.isArray(steps) ? steps.length !== values.length : typeof steps !== 'number')
    return `Expected \`${at}.dt\` to be one number, or as many numbers as \`v\` has, got ${show(dt)}`;
  if (!leadsToTimes(t0, steps as number | number[], values.length))
    return `Expected \`${at}.dt\` to lead from \`t0\` to epoch milliseconds, got ${show(dt)}`;
  const keys = isAbsent(k) ? undefined : decodeKeys(k, values.length);
  if (!isAbsent(k) && !keys)
    return `Expected \`${at}.k\` to be as many keys as \`v\` has values, texts of 1 to ${maxKeyLength} characters or whole numbers, got ${show(k)}`;
  const rows = decodeRows(raw, values, at);
  if (typeof rows === 'string') return rows;
  const numbers = isAbsent(l) ? undefined : decodeNumbers(l, values.length);
  if (!isAbsent(l) && !numbers)
    return `Expected \`${at}.l\` to name a list \`of\`, the \`first\` number and as many \`steps\` as \`v\` has values, got ${show(l)}`;
  return {
    metric,
    segment: isAbsent(segment) ? '' : segment,
    version: isAbsent(version) ? null : version,
    t0,
    dt: steps as number | number[],
    values: rows?.includes(false) ? values.map((value, i) => (rows[i] === false ? null : value)) : values,
    ...(keys ? { keys } : {}),
    ...(rows ? { rows: rows.map((one) => one || null) } : {}),
    ...(numbers ? { numbers } : {}),
  };
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= -maxTime && value <= maxTime;
}

/** An event time that is no date would become `null` in the state, or throw where it is shown. */
function leadsToTimes(t0: number, dt: number | number[], count: number): boolean {
  if (typeof dt === 'number') return isTime(dt) && isTime(t0 + dt * Math.max(0, count - 1));
  let at = t0;
  for (const delta of dt) {
    at += typeof delta === 'number' ? delta : Number.NaN;
    if (!isTime(at)) return false;
  }
  return true;
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
}

function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code === 127) return true;
  }
  return false;
}
