import { detectorOf } from './series.ts';
import { evaluateRules } from './rules.ts';
import { raiseSlot, reasonOf, slotKey } from './raise.ts';
import type { Detector } from '../detectors/detector.ts';
import type { Draft } from './draft.ts';
import type { Verdict } from './level.ts';
import type { DetectorPolicy, MetricPolicy } from './policy.ts';
import type { SeriesState, SlotState } from './state.ts';

/** A detector has changed its mind about a stream: remembers it, and raises a trigger when it has just entered drift. */
export function onLevelChange(
  draft: Draft,
  metric: MetricPolicy,
  series: SeriesState,
  slot: SlotState,
  policy: DetectorPolicy,
  verdict: Verdict,
  at: number
): void {
  slot.level = verdict;
  slot.since = at;
  const key = slotKey(series, slot);
  if (verdict === 'drift') {
    slot.latched = true;
    const reason = reasonOf(metric, series, slot, policy, at);
    draft.entered.set(key, reason);
    draft.recovered.delete(key);
    if (draft.state.policy.rules.length === 0) raiseSlot(draft, series, slot, policy, reason, 'drift');
  } else if (slot.latched && isDisproof(verdict, detectorOf(policy))) {
    slot.latched = false;
    slot.acted = false;
    draft.recovered.add(key);
  }
  if (draft.state.policy.rules.length > 0) evaluateRules(draft, at);
}

// --- internal ---

/** `warming-up` after an alarm proves nothing: the window was only cleared. A change detector's new normal does not either. */
function isDisproof(verdict: Verdict, detector: Detector): boolean {
  return (verdict === 'stable' || verdict === 'warning') && !detector.findsChange;
}
