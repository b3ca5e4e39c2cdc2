import { dataWindow, label, readRelease } from './read-release.ts';
import { isLabel } from '../wire/batch.ts';
import { maxTime } from '../../terms/time-text.ts';
import {
  Fault,
  fields,
  finite,
  flag,
  isObject,
  lenient,
  list,
  nullable,
  optional,
  record,
  text,
  whole,
  type Reader,
} from '../wire/read.ts';
import type { Evaluation, GateCheck, GateReport } from '../state/lineage.ts';
import type { RetrainOutcome } from '../state/retrain.ts';

/** Longest text of a failure that is kept. */
export const maxNote = 400;

/**
 * Reads how a retrain ended, as it came by signal. Total: it never throws, and a report whose generation and status are
 * sound counts, whatever its other parts are: one that cannot be used, or is larger than any of ours, is left out. A
 * sentence says why a report cannot count.
 *
 * @param edition of the decisions of whoever reads it; runs of before know fewer ends
 */
export function readOutcome(raw: unknown, now: number, edition: number): RetrainOutcome | string {
  if (!isObject(raw)) return 'Expected a retrain outcome object';
  const { generation, status, version, error } = raw;
  if (!Number.isSafeInteger(generation)) return 'Expected `generation` of a retrain outcome to be a whole number';
  const known = edition > 1 ? statuses : statusesOfBefore;
  if (!isStatus(status, known)) return `Expected \`status\` of a retrain outcome to be one of ${known.join(', ')}`;
  if (!isLabel(version) && withVersion.has(status))
    return `Expected \`version\` of a retrain outcome that is ${status} to be 1 to 128 characters`;
  const parts = readParts(raw, '');
  if (parts instanceof Fault) return 'Expected a retrain outcome object';
  return {
    generation: generation as number,
    status,
    ...parts,
    // That nothing served before is something else than not to know it.
    ...(raw['previousVersion'] === null ? { previousVersion: null } : {}),
    ...(raw['waits'] === true ? { waits: true } : {}),
    ...(error === undefined || error === null ? {} : { error: errorOf(error) }),
    finishedAt: parts.finishedAt !== undefined && Math.abs(parts.finishedAt) <= maxTime ? parts.finishedAt : now,
  };
}

// --- internal ---

const statuses: readonly RetrainOutcome['status'][] = [
  'promoted',
  'awaiting-approval',
  'rejected',
  'superseded',
  'failed',
  'cancelled',
];
const statusesOfBefore = statuses.filter((status) => status !== 'superseded');
const withVersion: ReadonlySet<RetrainOutcome['status']> = new Set(['promoted', 'awaiting-approval', 'superseded']);

/** More than any report of ours has that is told; what is kept of it is far less. */
const maxChecks = 1_000;
const maxSlices = 200;
const maxMetrics = 100;

const measured: Reader<Record<string, number>> = record(lenient(finite), maxMetrics, { cut: true });

const evaluation: Reader<Evaluation> = fields({
  metrics: measured,
  slices: optional(record(measured, maxSlices, { cut: true })),
  samples: whole(0),
});

const number: Reader<number | null> = (value) => (Number.isFinite(value) ? (value as number) : null);

/** The rules are those of the sender's release: they may be more than are known here. */
const check = fields({
  rule: lenient(text(60, { cut: true })),
  metric: lenient(text(200, { cut: true })),
  slice: optional(text(200, { cut: true })),
  champion: number,
  challenger: number,
  limit: number,
  passed: flag,
  text: text(maxNote, { cut: true }),
}) as Reader<GateCheck>;

/** What it says in sentences is what counts; the figures behind them are told where they are sound. */
const gate = fields({
  passed: lenient(flag),
  checks: list(check, maxChecks, { cut: true }),
  champion: lenient(nullable(evaluation)),
  challenger: lenient(evaluation),
  holdout: lenient(dataWindow),
}) as Reader<GateReport>;

const readParts = fields({
  version: lenient(label),
  previousVersion: lenient(label),
  release: lenient(readRelease),
  metrics: lenient(measured),
  gate: lenient(failedFirst(gate)),
  trials: lenient(whole(0)),
  finishedAt: lenient(whole(-maxTime)),
});

function isStatus(value: unknown, known: readonly unknown[]): value is RetrainOutcome['status'] {
  return known.includes(value);
}

/** Of too many rules those go that were kept. */
function failedFirst(reader: Reader<GateReport>): Reader<GateReport> {
  return (value, at) => {
    if (!isObject(value) || !Array.isArray(value['checks']) || value['checks'].length <= maxChecks)
      return reader(value, at);
    const hasFailed = (one: unknown): boolean => isObject(one) && one['passed'] === false;
    const { checks } = value as { checks: unknown[] };
    return reader({ ...value, checks: [...checks.filter(hasFailed), ...checks.filter((one) => !hasFailed(one))] }, at);
  };
}

function errorOf(error: unknown): { type: string; message: string } {
  const { type, message } = isObject(error) ? error : { type: undefined, message: error };
  return {
    type: typeof type === 'string' ? type.slice(0, 100) : 'Error',
    message: typeof message === 'string' ? message.slice(0, maxNote) : 'no message was given',
  };
}
