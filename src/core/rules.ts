import { evidenceOf, raise, reasonOf, rulePrefix } from './raise.ts';
import type { Draft } from './draft.ts';
import type { Evidence, Reason } from './decision.ts';
import type { RulePolicy, RuleTerm } from './policy.ts';
import type { MonitorState, SeriesState, SlotState, Trigger } from './state.ts';

/** Judges every rule anew; one that has just become true raises its trigger. */
export function evaluateRules(draft: Draft, at: number): void {
  for (const rule of draft.state.policy.rules) {
    const active = isActive(draft.state, rule);
    const before = draft.state.rules[rule.id] ?? { active: false, acted: false };
    if (active === before.active) continue;
    draft.state.rules = { ...draft.state.rules, [rule.id]: { active, acted: active } };
    if (active) raiseRule(draft, rule, at, 'drift');
  }
}

export function raiseRule(draft: Draft, rule: RulePolicy, at: number, code: Trigger['code']): void {
  if (rule.severity === 'none') return;
  const { reasons, evidence } = findings(draft.state, rule, at);
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

// --- internal ---

function isActive(state: MonitorState, rule: RulePolicy): boolean {
  let holding = 0;
  for (const term of rule.of) if (matches(state, term).length > 0) holding += 1;
  return holding >= rule.atLeast;
}

function matches(state: MonitorState, term: RuleTerm): { series: SeriesState; slot: SlotState }[] {
  const found: { series: SeriesState; slot: SlotState }[] = [];
  for (const series of Object.values(state.series)) {
    if (series.metric !== term.metric || series.silent) continue;
    if (term.segment !== undefined && series.segment !== term.segment) continue;
    for (const slot of series.slots) {
      if (term.detector !== undefined && slot.id !== term.detector) continue;
      if (slot.latched || (term.level === 'warning' && slot.level === 'warning')) found.push({ series, slot });
    }
  }
  return found;
}

function findings(state: MonitorState, rule: RulePolicy, at: number): { reasons: Reason[]; evidence: Evidence[] } {
  const reasons: Reason[] = [];
  const evidence: Evidence[] = [];
  for (const term of rule.of)
    for (const { series, slot } of matches(state, term)) {
      const metric = state.policy.metrics.find(({ name }) => name === series.metric);
      const policy = metric?.detectors.find(({ id }) => id === slot.id);
      if (!metric || !policy) continue;
      reasons.push(reasonOf(metric, series, slot, policy, at));
      evidence.push(evidenceOf(series, slot, policy));
    }
  return { reasons, evidence };
}
