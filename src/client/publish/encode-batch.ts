import { encodeColumn, encodeDeltas } from '../../core/wire/columns.ts';
import { encodeRows } from '../../core/wire/rows-columns.ts';
import { encodeKeys } from '../../core/wire/keys.ts';
import { encodeNumbers } from '../../core/wire/numbers.ts';
import type { MetricBatch, MetricSeries } from '../../core/wire/batch.ts';
import type { Rows } from '../../terms/rows.ts';
import type { Observation } from './observation.ts';

/**
 * How many of the oldest observations go into one batch: at most `size`, and no more than fits into 240 kB, whatever
 * the segments. A server accepts 2 MiB for a payload; small ones let many publishers share one history.
 */
export function batchLength(observations: readonly Observation[], size: number): number {
  const seen = new Set<string>();
  let bytes = 0;
  let length = 0;
  let before: Observation | undefined;
  for (const observation of observations) {
    if (length === size) break;
    if (!before || !isSameSeries(before, observation)) {
      const key = keyOf(observation);
      if (!seen.has(key)) bytes += bytesPerSeries + 3 * key.length;
      seen.add(key);
      before = observation;
    }
    bytes += bytesPerValue + (observation.rows ? bytesPerRows : 0);
    if (observation.key !== undefined || observation.entry) bytes += bytesPerKey;
    if (bytes > maxBatchBytes && length > 0) break;
    length += 1;
  }
  return length;
}

/** Observations as columns: one series for each metric, segment and version, each in the order of arrival. */
export function encodeSeries(observations: readonly Observation[]): MetricSeries[] {
  const columns = new Map<string, Columns>();
  let column: Columns | undefined;
  for (const observation of observations) {
    // Observations of the same series often follow one another: then no key is needed.
    if (!column || !isSameSeries(column.first, observation)) {
      const key = keyOf(observation);
      column = columns.get(key) ?? { first: observation, times: [], values: [], keys: [], numbers: [], rows: [] };
      columns.set(key, column);
    }
    column.times.push(observation.at);
    column.values.push(observation.value);
    column.keys.push(observation.key);
    if (observation.entry) column.numbers.push(observation.entry.number);
    column.rows.push(observation.rows);
  }
  return [...columns.values()].map(
    ({ first: { metric, segment, version, at, entry }, times, values, keys, numbers, rows }) => ({
      metric,
      ...(segment === undefined ? {} : { segment }),
      ...(version === undefined ? {} : { version }),
      t0: at,
      dt: encodeDeltas(at, times),
      v: encodeColumn(values),
      ...(keys.every((key) => key === undefined) ? {} : { k: encodeKeys(keys) }),
      ...(entry ? { l: encodeNumbers(entry, numbers) } : {}),
      ...encodeRows(rows),
    })
  );
}

/** The bytes that a batch takes in a monitor's history. */
export function bytesOf(batch: MetricBatch): number {
  return Buffer.byteLength(JSON.stringify(batch)) + bytesPerEvent;
}

// --- internal ---

/** Identity, headers and the like around a signal's payload. */
const bytesPerEvent = 400;

interface Columns {
  first: Observation;
  times: number[];
  values: number[];
  keys: (number | undefined)[];
  rows: (Rows | undefined)[];
  /** In the list of the first; empty where there is none. */
  numbers: number[];
}

function isSameSeries(a: Observation, b: Observation): boolean {
  if (a.metric !== b.metric || a.segment !== b.segment || a.version !== b.version) return false;
  return a.entry?.list === b.entry?.list && a.entry?.was === b.entry?.was;
}

const maxBatchBytes = 240_000;
/** A double as base64 and a time difference as text. */
const bytesPerValue = 24;
/** 53 bits as base64 of a double. */
const bytesPerKey = 12;
/** Four doubles as text, where one value has them and another has not. */
const bytesPerRows = 80;
const bytesPerSeries = 80;

/** Labels have no control characters, so nothing can be mistaken for the separator. */
function keyOf({ metric, segment = '', version = '', entry }: Observation): string {
  return `${metric}\0${segment}\0${version}\0${entry?.list ?? ''}\0${entry?.was ?? ''}`;
}
