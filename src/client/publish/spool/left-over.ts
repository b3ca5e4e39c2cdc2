import type { MetricBatch } from '../../../core/wire/batch.ts';
import type { Observation } from '../observation.ts';
import type { Rows } from '../../../terms/rows.ts';

/** Names the sender of a batch to the monitor. */
export type Sender = Pick<MetricBatch, 'source' | 'incarnation'>;

/** A batch that was cut and may have been sent: it must go out unchanged, under the same number. */
export interface CutBatch {
  sender: Sender;
  seq: number;
  observations: Observation[];
  /** Confirming the batch confirms every observation before this number. */
  upTo: number;
}

/** What earlier processes accepted and no server has confirmed. */
export interface LeftOver {
  batches: CutBatch[];
  /** In no batch yet, with their numbers. */
  observations: { number: number; observation: Observation }[];
  /** The newest batch number. */
  seq: number;
  /** The number of the next observation. */
  next: number;
  /** Every observation before this number is confirmed. */
  confirmed: number;
}

/**
 * The kinds of records:
 * - `h`: at the head of every file, the state when it was begun, because older files are removed
 * - `o`: observations that were accepted together, with the number of the first
 * - `c`: a batch was cut: observations from one number up to another, who sends it and under which number
 * - `a`: every observation before that number was confirmed
 */
export type SpoolRecord =
  | ['h', format: 1, next: number, confirmed: number, seq: number]
  | ['o', first: number, observations: SpooledObservation[]]
  | ['c', from: number, upTo: number, source: string, incarnation: string | null, seq: number]
  | ['a', upTo: number];

/**
 * metric, value, at, segment, version, key, when it was recorded; where it has them the rows that it is the mean of,
 * and which entry of which list it is
 */
export type SpooledObservation = [
  string,
  number,
  number,
  string | null,
  string | null,
  number | null,
  number | null,
  (Rows | null)?,
  ([list: number, number: number, was?: number] | null)?,
];

export function spooled(observation: Observation): SpooledObservation {
  const { metric, value, at, segment, version, key, recordedAt, rows, entry } = observation;
  const fields = [metric, value, at, segment ?? null, version ?? null, key ?? null, recordedAt ?? null] as const;
  if (entry)
    return [
      ...fields,
      rows ?? null,
      entry.was === undefined ? [entry.list, entry.number] : [entry.list, entry.number, entry.was],
    ];
  return rows ? [...fields, rows] : [...fields];
}

/** Combines the records. Total: unreadable records are skipped. */
export function leftOver(records: readonly unknown[]): LeftOver {
  const observations = new Map<number, Observation>();
  const cuts = new Map<number, Extract<SpoolRecord, ['c', ...unknown[]]>>();
  let seq = 0;
  let next = 0;
  let confirmed = 0;
  for (const raw of records) {
    const record = raw as SpoolRecord;
    if (!Array.isArray(record)) continue;
    if (record[0] === 'h') {
      next = Math.max(next, record[2]);
      confirmed = Math.max(confirmed, record[3]);
      seq = Math.max(seq, record[4]);
    } else if (record[0] === 'o') {
      record[2].forEach((one, i) => observations.set(record[1] + i, observationOf(one)));
      next = Math.max(next, record[1] + record[2].length);
    } else if (record[0] === 'c') {
      cuts.set(record[1], record);
      seq = Math.max(seq, record[5]);
    } else if (record[0] === 'a') confirmed = Math.max(confirmed, record[1]);
  }
  const batches: CutBatch[] = [];
  let cutUpTo = confirmed;
  for (const [, from, upTo, source, incarnation, number] of [...cuts.values()].sort((a, b) => a[1] - b[1])) {
    cutUpTo = Math.max(cutUpTo, upTo);
    const there = range(from, upTo).flatMap((i) => observations.get(i) ?? []);
    if (upTo <= confirmed || there.length === 0) continue;
    const sender = { source, ...(incarnation === null ? {} : { incarnation }) };
    batches.push({ sender, seq: number, observations: there, upTo });
  }
  const rest = [...observations].filter(([number]) => number >= cutUpTo).sort(([a], [b]) => a - b);
  return {
    batches,
    observations: rest.map(([number, observation]) => ({ number, observation })),
    seq,
    next: Math.max(next, cutUpTo),
    confirmed,
  };
}

// --- internal ---

function observationOf(spooled: SpooledObservation): Observation {
  const [metric, value, at, segment, version, key, recordedAt, rows, entry] = spooled;
  return {
    metric,
    value,
    at,
    segment: segment ?? undefined,
    version: version ?? undefined,
    ...(key === null ? {} : { key }),
    ...(recordedAt === null ? {} : { recordedAt }),
    ...(rows ? { rows } : {}),
    ...(entry
      ? { entry: { list: entry[0], number: entry[1], ...(entry[2] === undefined ? {} : { was: entry[2] }) } }
      : {}),
  };
}

function range(from: number, upTo: number): number[] {
  return Array.from({ length: Math.max(0, upTo - from) }, (_, i) => from + i);
}
