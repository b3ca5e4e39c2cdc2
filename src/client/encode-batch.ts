import { encodeColumn, encodeDeltas } from '../core/columns.ts';
import type { MetricSeries } from '../core/batch.ts';
import type { Observation } from './observation.ts';

/**
 * How many of the oldest observations go into one batch: at most `size`, and no more than fits well below the server's
 * warning at 512 KiB for a payload, however long and many the segments are.
 */
export function batchLength(observations: readonly Observation[], size: number): number {
  const seen = new Set<string>();
  let bytes = 0;
  let length = 0;
  for (const observation of observations) {
    if (length === size) break;
    const key = keyOf(observation);
    bytes += bytesPerValue + (seen.has(key) ? 0 : bytesPerSeries + 3 * key.length);
    if (bytes > maxBatchBytes && length > 0) break;
    seen.add(key);
    length += 1;
  }
  return length;
}

/** Observations by the column: one series for each metric, segment and version, each in the order of arrival. */
export function encodeSeries(observations: readonly Observation[]): MetricSeries[] {
  const columns = new Map<string, { first: Observation; times: number[]; values: number[] }>();
  for (const observation of observations) {
    const key = keyOf(observation);
    let column = columns.get(key);
    if (!column) {
      column = { first: observation, times: [], values: [] };
      columns.set(key, column);
    }
    column.times.push(observation.at);
    column.values.push(observation.value);
  }
  return [...columns.values()].map(({ first: { metric, segment, version, at }, times, values }) => ({
    metric,
    ...(segment === undefined ? {} : { segment }),
    ...(version === undefined ? {} : { version }),
    t0: at,
    dt: encodeDeltas(at, times),
    v: encodeColumn(values),
  }));
}

// --- internal ---

const maxBatchBytes = 480_000;
/** A double as base64 and a time difference as text. */
const bytesPerValue = 24;
const bytesPerSeries = 80;

/** Labels hold no control characters, so nothing can be mistaken for the separator. */
function keyOf({ metric, segment = '', version = '' }: Observation): string {
  return `${metric}\0${segment}\0${version}`;
}
