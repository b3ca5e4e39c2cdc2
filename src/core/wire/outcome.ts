import { isLabel } from './batch.ts';
import type { GateReport, Release } from '../state/lineage.ts';
import type { RetrainOutcome } from '../state/retrain.ts';

/** Longest text of a failure that is kept. */
export const maxNote = 400;

/**
 * Reads how a retrain ended, as it came by signal. Total: it never throws, and a report whose generation and status are
 * sound counts, whatever its other parts are; a sentence says why one cannot count.
 */
export function readOutcome(raw: unknown, now: number): RetrainOutcome | string {
  if (!isRecord(raw)) return 'Expected a retrain outcome object';
  const { generation, status, version, previousVersion, release, metrics, gate, trials, error, finishedAt } = raw;
  if (!Number.isSafeInteger(generation)) return 'Expected `generation` of a retrain outcome to be a whole number';
  if (!isStatus(status)) return `Expected \`status\` of a retrain outcome to be one of ${statuses.join(', ')}`;
  const named = isLabel(version);
  if (!named && (status === 'promoted' || status === 'awaiting-approval'))
    return `Expected \`version\` of a retrain outcome that is ${status} to be 1 to 128 characters`;
  return {
    generation: generation as number,
    status,
    ...(named ? { version } : {}),
    ...(isLabel(previousVersion) || previousVersion === null ? { previousVersion } : {}),
    ...(isRelease(release) ? { release } : {}),
    ...(isRecord(metrics) ? { metrics: numbersOf(metrics) } : {}),
    ...(isGateReport(gate) ? { gate } : {}),
    ...(Number.isSafeInteger(trials) ? { trials: trials as number } : {}),
    ...(error === undefined || error === null ? {} : { error: errorOf(error) }),
    finishedAt: Number.isSafeInteger(finishedAt) ? (finishedAt as number) : now,
  };
}

// --- internal ---

const statuses = ['promoted', 'awaiting-approval', 'rejected', 'failed', 'cancelled'] as const;

function isStatus(value: unknown): value is RetrainOutcome['status'] {
  return (statuses as readonly unknown[]).includes(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numbersOf(metrics: Record<string, unknown>): Record<string, number> {
  const numbers = Object.entries(metrics).filter((entry): entry is [string, number] => Number.isFinite(entry[1]));
  return Object.fromEntries(numbers);
}

/** What is told further; it came by signal, so it may be anything. */
function isRelease(release: unknown): release is Release {
  if (!isRecord(release) || !isLabel(release.version)) return false;
  const { artifact, lineage } = release;
  if (!isRecord(artifact) || typeof artifact.sha256 !== 'string' || typeof artifact.uri !== 'string') return false;
  return isRecord(lineage) && isShortJson(release);
}

function isShortJson(value: unknown): boolean {
  try {
    return JSON.stringify(value).length <= maxRelease;
  } catch {
    return false;
  }
}

/** A release as a worker writes it is shorter by far. */
const maxRelease = 40_000;

function isGateReport(gate: unknown): gate is GateReport {
  if (!isRecord(gate) || !Array.isArray(gate.checks)) return false;
  return gate.checks.every(
    (check: unknown) => isRecord(check) && typeof check.passed === 'boolean' && typeof check.text === 'string'
  );
}

function errorOf(error: unknown): { type: string; message: string } {
  const { type, message } = isRecord(error) ? error : { type: undefined, message: error };
  return {
    type: typeof type === 'string' ? type.slice(0, 100) : 'Error',
    message: typeof message === 'string' ? message.slice(0, maxNote) : 'no message was given',
  };
}
