import type { Decision } from '../state/decision.ts';
import type { Judged } from '../state-parts/past.ts';

/** What is known of a retrain after it has ended. */
export interface Aftermath {
  generation: number;
  /** What the ledger says of it, newest first. */
  decisions: readonly Pick<Decision, 'decision' | 'reasonCodes'>[];
  /** What became of the newest challenger that waited, whichever retrain made it. */
  judged: Pick<Judged, 'generation' | 'outcome'> | null;
  /** Whether its version serves, or has served since. */
  hasServed?: boolean;
  /** Whether a rollback has taken it away again. */
  wasRolledBack?: boolean;
  /** The retrain whose version waits for a person now, and the one whose version is in shadow. */
  waiting: number | null;
  inShadow: number | null;
}

/**
 * What became of a retrain, with what people have decided since on the version that it made: one that ended with a
 * challenger that waits may have been promoted, rejected, timed out or superseded by now, a version that another
 * champion kept from serving may have been adopted, and one that served may have been rolled back.
 *
 * @param status how its workflow ended
 */
export function becameOf(
  status: string,
  { generation, decisions, judged, hasServed = false, wasRolledBack = false, waiting, inShadow }: Aftermath
): string {
  if (wasRolledBack && (isLeftOpen(status) || status === 'promoted')) return 'rolled-back';
  if (isLeftOpen(status) && hasServed) return 'promoted';
  if (status !== 'awaiting-approval' || waiting === generation) return status;
  if (inShadow === generation) return 'in-shadow';
  if (judged?.generation === generation) return judged.outcome === 'approved' ? 'promoted' : judged.outcome;
  if (decisions.length === 0) return 'no-longer-known';
  const codes = decisions.flatMap(({ decision, reasonCodes }) =>
    decision === 'settled' ? reasonCodes.slice(0, 1) : []
  );
  const newest = codes.find((code) => Object.hasOwn(fates, code));
  // The monitor has not heard yet how it ended.
  if (newest === undefined) return status;
  // It waited, and does no more, though nobody decided: another has taken its place.
  return fates[newest] ?? 'superseded';
}

/** Whether a retrain that ended so has registered a version that may serve later. */
export function isLeftOpen(status: string): boolean {
  return status === 'awaiting-approval' || status === 'superseded';
}

// --- internal ---

/** By the code of the newest entry of the ledger that says it; `null`: it waited from then on. */
const fates: Readonly<Record<string, string | null>> = {
  promoted: 'promoted',
  approved: 'promoted',
  adopted: 'promoted',
  rejected: 'rejected',
  'approval-timed-out': 'timed-out',
  'challenger-superseded': 'superseded',
  superseded: 'superseded',
  'shadow-failed': 'shadow-failed',
  'shadow-timed-out': 'shadow-timed-out',
  'promotion-failed': null,
  'challenger-recalled': null,
  'awaiting-approval': null,
};
