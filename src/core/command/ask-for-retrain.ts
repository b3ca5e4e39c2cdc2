import { raise } from '../launch/raise.ts';
import { together } from '../state/trigger.ts';
import type { Command } from '../state/events.ts';
import type { Draft } from '../state/draft.ts';
import { askedForBy, type Reason } from '../state/decision.ts';
import type { Trigger } from '../state/state.ts';

/** A person wants a retrain; people who wait for the same one are named together. */
export function askForRetrain(draft: Draft, command: Extract<Command, { name: 'retrain' }>): void {
  const { actor, comment, severity, withoutChampion, respectHolds } = command;
  const before = draft.state.triggers.find(({ key }) => key === 'manual');
  const wish: Trigger = {
    key: 'manual',
    code: 'manual',
    severity: withoutChampion ? 'full' : severity,
    ...(withoutChampion ? { withoutChampion: true } : {}),
    ...(respectHolds ? { respectHolds: true } : {}),
    reasons: [{ type: 'manual', at: draft.now, actor, text: comment || askedForBy(actor) }],
    evidence: [],
    raisedAt: draft.now,
    heldBy: [],
  };
  // What waits is known to wait; that somebody else wants it, too, or for another reason, is news. Runs of before did
  // not tell it.
  const isNews = before && !before.reasons.some((one) => isOf(one, actor, comment || askedForBy(actor)));
  if (isNews && draft.state.edition > 1) draft.joined = wish;
  raise(draft, before ? together(before, wish) : wish);
}

// --- internal ---

/** Whether that person has asked in the same words. */
function isOf(reason: Reason, actor: string, text: string): boolean {
  return reason.type === 'manual' && reason.actor === actor && reason.text === text;
}
