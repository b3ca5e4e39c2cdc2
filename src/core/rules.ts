import { evidenceOf, raise, reasonOf, rulePrefix, slotKey } from './raise.ts';
import type { Draft } from './draft.ts';
import type { Evidence, Reason } from './decision.ts';
import type { RulePolicy, RuleTerm } from './policy.ts';
import type { MonitorState, SeriesState, SlotState, Trigger } from './state.ts';

/** Judges every rule anew; one that has just become true raises its trigger. */
export function evaluateRules(draft: Draft): void {
  for (const rule of draft.state.policy.rules) {
    const before = draft.state.rules[rule.id]?.active ?? false;
    // Silence is no recovery: a rule that has become true stays so over it, but no rule becomes true by a silent stream.
    const active = isTrue(draft.state, rule, before);
    if (active === before) continue;
    draft.state.rules = { ...draft.state.rules, [rule.id]: { active, acted: active } };
    if (active) raiseRule(draft, rule, 'drift');
  }
}

export function raiseRule(draft: Draft, rule: RulePolicy, code: Trigger['code']): void {
  if (rule.severity === 'none') return;
  const { reasons, evidence } = findings(draft.state, rule);
  raise(draft, {
    key: rulePrefix + rule.id,
    code,
    severity: rule.severity,
    reasons,
    evidence,
    raisedAt: draft.now,
    heldBy: [],
  });
}

/** Whether enough of the terms hold. */
export function isTrue(state: MonitorState, rule: RulePolicy, evenSilent: boolean): boolean {
  let holding = 0;
  for (const term of rule.of) if (holds(state, term, evenSilent)) holding += 1;
  return holding >= rule.atLeast;
}

// --- internal ---

function holds(state: MonitorState, term: RuleTerm, evenSilent: boolean): boolean {
  for (const key in state.series) {
    const series = state.series[key]!;
    if (series.silent && !evenSilent) continue;
    if (isMeant(series, term) && series.slots.some((slot) => matches(slot, term))) return true;
  }
  return false;
}

function isMeant(series: SeriesState, term: RuleTerm): boolean {
  return series.metric === term.metric && (term.segment === undefined || series.segment === term.segment);
}

function matches(slot: SlotState, term: RuleTerm): boolean {
  if (term.detector !== undefined && slot.id !== term.detector) return false;
  return slot.latched || (term.level === 'warning' && slot.level === 'warning');
}

/** What the rule rests on now, every finding once though several terms may mean it. */
function findings(state: MonitorState, rule: RulePolicy): { reasons: Reason[]; evidence: Evidence[] } {
  const reasons: Reason[] = [];
  const evidence: Evidence[] = [];
  const seen = new Set<string>();
  for (const term of rule.of)
    for (const series of Object.values(state.series).filter((one) => isMeant(one, term)))
      for (const slot of series.slots.filter((one) => matches(one, term))) {
        const key = slotKey(series, slot);
        const metric = state.policy.metrics.find(({ name }) => name === series.metric);
        const policy = metric?.detectors.find(({ id }) => id === slot.id);
        if (!metric || !policy || seen.has(key)) continue;
        seen.add(key);
        reasons.push(reasonOf(metric, series, slot, policy, series.lastAt));
        evidence.push(evidenceOf(series, slot, policy));
      }
  return { reasons, evidence };
}
