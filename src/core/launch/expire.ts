import { coalesce } from './coalesce.ts';
import type { Draft } from '../state/draft.ts';
import type { Trigger } from '../state/state.ts';

/** Why a retrain is no longer wanted. */
export type ExpiryCode =
  'recovered' | 'new-version' | 'policy-changed' | 'segment-forgotten' | 'state-shed' | 'withdrawn';

/** Takes triggers off the list and leaves an entry that says why: what was held is never dropped without a word. */
export function expire(draft: Draft, gone: readonly Trigger[], code: ExpiryCode, note?: string): void {
  if (gone.length === 0) return;
  const { state } = draft;
  state.triggers = state.triggers.filter((trigger) => !gone.includes(trigger));
  const { reasons, evidence, severity } = coalesce(state.policy, gone);
  draft.record({
    decision: 'expired',
    reasonCodes: [code],
    reasons,
    evidence,
    severity,
    ...(note === undefined ? {} : { note }),
  });
}
