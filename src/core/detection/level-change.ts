import { slotKey, type Place } from '../state/series.ts';
import { reevaluateRules } from '../launch/rules.ts';
import { metricLabel } from '../../terms/metric-kinds.ts';
import { raiseSlot, reasonOf } from '../launch/raise.ts';
import type { Draft } from '../state/draft.ts';
import type { Verdict } from '../../terms/level.ts';
import type { SlotState } from '../state/state.ts';

/**
 * A detector has changed its mind about a stream: remembers it, and raises a trigger when it has just entered drift.
 */
export function onLevelChange(draft: Draft, place: Place, verdict: Verdict, at: number): void {
  const { series, slot } = place;
  const before = { level: slot.level, latched: slot.latched };
  slot.level = verdict;
  slot.since = at;
  const key = slotKey(series, slot);
  if (verdict === 'drift') {
    const reason = reasonOf(place, at, draft.state);
    if (!slot.latched) {
      slot.latched = true;
      draft.entered.set(key, reason);
      draft.recovered.delete(key);
    }
    // A detector that clears its window alarms again and again over one drift: that renews what waits and asks for
    // nothing new.
    const asks = !slot.acted || draft.state.triggers.some((trigger) => trigger.key === key);
    if (asks && draft.state.policy.rules.length === 0) raiseSlot(draft, place, reason, 'drift');
  } else if (slot.latched && isDisproof(verdict, place)) {
    slot.latched = false;
    slot.acted = false;
    draft.recovered.set(key, describeSlot(place));
  }
  noteSuspicion(slot, verdict, at);
  reevaluateRules(draft, series, slot, before);
}

/** The same without telling anybody: for observations that are taken a second time. */
export function replayLevel(place: Place, verdict: Verdict, at: number): void {
  const { slot } = place;
  slot.level = verdict;
  slot.since = at;
  if (verdict === 'drift') slot.latched = true;
  else if (slot.latched && isDisproof(verdict, place)) slot.latched = false;
  noteSuspicion(slot, verdict, at);
}

/** What follows from a detector's place after its stream was judged again. Rules are left to the caller. */
export function reconcile(draft: Draft, place: Place, before: Pick<SlotState, 'latched' | 'acted'>): void {
  const { series, slot } = place;
  slot.acted = slot.latched && before.acted;
  const key = slotKey(series, slot);
  if (!slot.latched) {
    if (before.latched) draft.recovered.set(key, describeSlot(place));
    return;
  }
  const reason = reasonOf(place, slot.since, draft.state);
  if (!before.latched) {
    draft.entered.set(key, reason);
    draft.recovered.delete(key);
  }
  const asks = !slot.acted || draft.state.triggers.some((trigger) => trigger.key === key);
  if (asks && draft.state.policy.rules.length === 0) raiseSlot(draft, place, reason, 'drift');
}

// --- internal ---

/** A warning that turns into drift was its beginning; a window that is only cleared after an alarm does not end it. */
function noteSuspicion(slot: SlotState, verdict: Verdict, at: number): void {
  if (verdict === 'warning' || verdict === 'drift') slot.suspectSince ??= at;
  else if (!slot.latched) delete slot.suspectSince;
}

function describeSlot({ series, slot }: Place): string {
  return `${metricLabel(series.metric)}${series.segment ? ` in segment ${series.segment}` : ''} by ${slot.id}`;
}

/**
 * `warming-up` after an alarm proves nothing: the window was only cleared. A change detector's new normal does not
 * either.
 */
function isDisproof(verdict: Verdict, { detector }: Place): boolean {
  return (verdict === 'stable' || verdict === 'warning') && !detector.findsChange;
}
