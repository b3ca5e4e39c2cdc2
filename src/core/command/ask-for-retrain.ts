import { raise } from '../launch/raise.ts';
import type { Command } from '../state/events.ts';
import type { Draft } from '../state/draft.ts';
import { askedForBy, type Reason } from '../state/decision.ts';

/** A person wants a retrain; people who wait for the same one are named together. */
export function askForRetrain(draft: Draft, command: Extract<Command, { name: 'retrain' }>): void {
  const { actor, comment, severity, withoutChampion, respectHolds } = command;
  const text = comment || askedForBy(actor);
  const before = draft.state.triggers.find(({ key }) => key === 'manual');
  const reason: Reason = { type: 'manual', at: draft.now, actor, text };
  // Who does not want to wait is not kept waiting by somebody who does.
  const waits = respectHolds && (!before || before.respectHolds);
  raise(draft, {
    key: 'manual',
    code: 'manual',
    severity: before?.severity === 'full' || withoutChampion ? 'full' : severity,
    ...(before?.withoutChampion || withoutChampion ? { withoutChampion: true } : {}),
    ...(waits ? { respectHolds: true } : {}),
    reasons: [...(before?.reasons ?? []), reason].slice(-maxManualReasons),
    evidence: [],
    raisedAt: draft.now,
    heldBy: [],
  });
}

// --- internal ---

/** People who wait for the same retrain; the newest are named. */
const maxManualReasons = 10;
