import type { Decision } from '../state/decision.ts';
import type { Judged } from '../state/state.ts';

/** What is known of a retrain after it has ended. */
export interface Aftermath {
  generation: number;
  /** What the ledger says of it, newest first. */
  decisions: readonly Pick<Decision, 'decision' | 'reasonCodes'>[];
  /** What became of the newest challenger that waited, whichever retrain made it. */
  judged: Pick<Judged, 'generation' | 'outcome'> | null;
}

/**
 * What became of a retrain, with what people have decided since on the version that it made: one that ended with a
 * challenger that waits may have been promoted, rejected, timed out or superseded by now.
 *
 * @param status how its workflow ended
 */
export function becameOf(status: string, { generation, decisions, judged }: Aftermath): string {
  if (status !== 'awaiting-approval') return status;
  if (judged?.generation === generation) return judged.outcome === 'approved' ? 'promoted' : judged.outcome;
  for (const { decision, reasonCodes } of decisions) {
    const [code = ''] = reasonCodes;
    if (decision === 'settled' && Object.hasOwn(fates, code)) return fates[code] ?? status;
  }
  // Another has waited since; what became of this one has left the ledger.
  return judged !== null && judged.generation > generation ? 'no-longer-known' : status;
}

// --- internal ---

/** By the code of the newest entry of the ledger that says it. */
const fates: Readonly<Record<string, string>> = {
  promoted: 'promoted',
  approved: 'promoted',
  rejected: 'rejected',
  'approval-timed-out': 'timed-out',
  'challenger-superseded': 'superseded',
  superseded: 'superseded',
  'shadow-failed': 'shadow-failed',
  'shadow-timed-out': 'shadow-timed-out',
  // It waits again.
  'promotion-failed': 'awaiting-approval',
  'challenger-recalled': 'awaiting-approval',
  'awaiting-approval': 'awaiting-approval',
};
