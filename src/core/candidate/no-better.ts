import type { GateCheck } from '../state/lineage.ts';
import type { InFlight, MonitorState } from '../state/state.ts';
import type { RetrainOutcome } from '../state/retrain.ts';

/**
 * Whether a retrain says that the champion is still the best, and nothing against its candidates: a schedule alone
 * asked for it, or a person while all was well, and its candidate was sound, but no better. Runs of before count it as
 * failed.
 */
export function isStillBest(state: MonitorState, { reasons }: InFlight, { status, gate }: RetrainOutcome): boolean {
  if (state.edition < 3 || status !== 'rejected' || !gate || reasons.length === 0) return false;
  const failed = gate.checks.filter(({ passed }) => !passed);
  if (failed.length === 0 || !failed.every(isLostComparison)) return false;
  if (reasons.every(({ type }) => type === 'scheduled')) return true;
  return (
    reasons.every(({ type }) => type === 'scheduled' || type === 'manual') &&
    state.incident.failures === 0 &&
    !isInDrift(state)
  );
}

/** Whether any detector is in drift, also one that asks for nothing, and also on a stream that is silent by now. */
function isInDrift({ series }: MonitorState): boolean {
  return Object.values(series).some(({ slots }) => slots.some(({ latched, level }) => latched || level === 'drift'));
}

/** Whether every metric has come since its baseline started over, is judged, and is not in drift. */
export function isKnownWell({ series }: MonitorState): boolean {
  const all = Object.values(series);
  const isWell = (level: string): boolean => level === 'stable' || level === 'warning';
  return (
    all.length > 0 && all.every(({ n, slots }) => n > 0 && slots.every((one) => !one.latched && isWell(one.level)))
  );
}

// --- internal ---

const comparisons: ReadonlySet<string> = new Set(['minimum-gain', 'slice-regression', 'significance']);

/** It was measured, and lost: what was never measured shows no champion to be the best. */
function isLostComparison({ rule, champion, challenger }: GateCheck): boolean {
  return comparisons.has(rule) && challenger !== null && (rule === 'significance' || champion !== null);
}
