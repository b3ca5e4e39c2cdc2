import type { RuleTally, Draft } from '../state/draft.ts';
import { maxReasons, rulePrefix } from '../state/trigger.ts';
import { evidenceOf, raise, reasonOf } from './raise.ts';
import { placeOf, slotKey } from '../state/series.ts';
import type { Evidence, Reason } from '../state/decision.ts';
import type { RulePolicy, RuleTerm } from '../state/policy.ts';
import type { MonitorState, SeriesState, SlotState, Trigger } from '../state/state.ts';

/** Evaluates every rule; one that has just become true raises its trigger. */
export function evaluateRules(draft: Draft): void {
  draft.tally = tallyOf(draft.state);
  applyRules(draft, draft.tally);
}

/**
 * The same after one detector has changed its mind. Costs what the rules have terms, not what the monitor has streams:
 * a batch may change levels with every value.
 */
export function reevaluateRules(draft: Draft, series: SeriesState, slot: SlotState, before: Finding): void {
  if (draft.state.policy.rules.length === 0) return;
  // A tally that is made only now has counted the change already.
  const known = draft.tally;
  const tally = (draft.tally ??= tallyOf(draft.state));
  let hasChanged = known === undefined;
  if (known)
    draft.state.policy.rules.forEach((rule, r) =>
      rule.of.forEach((term, t) => {
        if (!isMeant(series, term)) return;
        const change = Number(matches(slot, term)) - Number(matches({ ...before, id: slot.id }, term));
        if (change === 0) return;
        hasChanged = true;
        add(tally, r, t, series, change);
      })
    );
  if (hasChanged) applyRules(draft, tally);
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
  for (const term of rule.of) if (isMet(state, term, evenSilent)) holding += 1;
  return holding >= rule.atLeast;
}

/** The part of a detector's place that rules look at. */
export type Finding = Pick<SlotState, 'level' | 'latched'>;

// --- internal ---

function tallyOf(state: MonitorState): RuleTally {
  const zeros = (): number[][] => state.policy.rules.map(({ of }) => of.map(() => 0));
  const tally = { all: zeros(), heard: zeros() };
  for (const key in state.series) {
    const series = state.series[key]!;
    state.policy.rules.forEach((rule, r) =>
      rule.of.forEach((term, t) => {
        if (isMeant(series, term)) add(tally, r, t, series, series.slots.filter((slot) => matches(slot, term)).length);
      })
    );
  }
  return tally;
}

function add(tally: RuleTally, r: number, t: number, series: SeriesState, count: number): void {
  tally.all[r]![t]! += count;
  if (!series.silent) tally.heard[r]![t]! += count;
}

function applyRules(draft: Draft, tally: RuleTally): void {
  draft.state.policy.rules.forEach((rule, r) => {
    const before = draft.state.rules[rule.id]?.active ?? false;
    // Silence is no recovery: a rule that has become true stays so over it, but no rule becomes true by a silent
    // stream.
    const counts = (before ? tally.all : tally.heard)[r]!;
    const active = counts.filter((count) => count > 0).length >= rule.atLeast;
    if (active === before) return;
    draft.state.rules = { ...draft.state.rules, [rule.id]: { active, acted: active } };
    // What waits already is renewed when it is launched, not at every flap.
    const waits = draft.state.triggers.some(({ key }) => key === rulePrefix + rule.id);
    if (active && !waits) raiseRule(draft, rule, 'drift');
  });
}

function isMet(state: MonitorState, term: RuleTerm, evenSilent: boolean): boolean {
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

function matches(slot: Finding & { id: string }, term: RuleTerm): boolean {
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
        const place = placeOf(state.policy, series, slot);
        if (!place || seen.has(key)) continue;
        if (seen.size >= maxReasons) return { reasons, evidence };
        seen.add(key);
        reasons.push(reasonOf(place, series.lastAt, state));
        evidence.push(evidenceOf(place, state));
      }
  return { reasons, evidence };
}
