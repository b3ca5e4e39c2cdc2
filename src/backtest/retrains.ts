import type { Decision, Evidence, Hold, Reason } from '../core/state/decision.ts';

/** A retrain that would have been launched. */
export interface BacktestRetrain {
  generation: number;
  at: number;
  kind: 'soft' | 'full';
  codes: string[];
  reasons: Reason[];
  evidence: Evidence[];
  /** What held it before, oldest first; empty if nothing did. */
  held: { at: number; by: Hold[] }[];
  /** How it ended; `null` if it was still running when the history ended. */
  status: string | null;
  finishedAt: number | null;
}

/** The launches of a ledger, each with what held it back and how it ended. */
export function retrainsOf(entries: readonly Decision[]): BacktestRetrain[] {
  const retrains: BacktestRetrain[] = [];
  let held: BacktestRetrain['held'] = [];
  for (const entry of entries) {
    const { at, decision, generation, reasonCodes, reasons, evidence, heldBy, severity } = entry;
    if (decision === 'held') held.push({ at, by: heldBy });
    // An expired trigger was never launched, so its holds do not count.
    if (decision === 'expired') held = [];
    if (decision === 'launched' && generation !== null) {
      const kind = severity === 'full' ? 'full' : 'soft';
      const retrain = { generation, at, kind, codes: reasonCodes, reasons, evidence, held } as const;
      retrains.push({ ...retrain, status: null, finishedAt: null });
      held = [];
    }
    if (decision !== 'settled') continue;
    const retrain = retrains.find((one) => one.generation === generation);
    const status = reasonCodes[0] ?? null;
    // Only the end of a training names its kind. What follows, such as a promotion, may come days later.
    if (retrain && severity !== 'none') Object.assign(retrain, { status, finishedAt: at });
    else if (retrain?.status === 'awaiting-approval') retrain.status = status;
  }
  return retrains;
}
