import { maxReasons } from '../state/trigger.ts';
import { moreSevere, type Severity } from '../../terms/level.ts';
import type { Evidence, Reason } from '../state/decision.ts';
import type { Policy } from '../state/policy.ts';
import type { Trigger } from '../state/state.ts';

const maxEvidence = 8;

export interface Coalesced {
  reasons: Reason[];
  evidence: Evidence[];
  codes: string[];
  severity: Severity;
}

/** Several triggers as one: all their reasons in the order of the policy, and the most severe kind. */
export function coalesce(policy: Policy, triggers: readonly Trigger[]): Coalesced {
  const ordered = triggers.toSorted((a, b) => placeOf(policy, a) - placeOf(policy, b));
  const reasons = ordered.flatMap((trigger) => trigger.reasons).slice(0, maxReasons);
  const evidence = ordered.flatMap((trigger) => trigger.evidence).slice(0, maxEvidence);
  const codes = [...new Set(ordered.map(({ code }) => code))];
  const severity = ordered.reduce<Severity>((most, trigger) => moreSevere(most, trigger.severity), 'none');
  return { reasons, evidence, codes, severity };
}

// --- internal ---

/** People come first, then the metrics in the policy's order, whatever order they arrived in, then timetables. */
function placeOf(policy: Policy, trigger: Trigger): number {
  if (trigger.code === 'manual') return -1;
  if (trigger.code === 'schedule') return policy.metrics.length;
  const [reason] = trigger.reasons;
  const metric = reason && 'metric' in reason ? reason.metric : undefined;
  return policy.metrics.findIndex(({ name }) => name === metric);
}
