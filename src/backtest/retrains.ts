import type { Decision, Evidence, Hold, Reason } from '../core/state/decision.ts';

/** A retrain that would have been launched. */
export interface BacktestRetrain {
  generation: number;
  at: number;
  kind: 'soft' | 'full';
  codes: string[];
  reasons: Reason[];
  evidence: Evidence[];
  /** What had held it back before, oldest first; empty when nothing did. */
  held: { at: number; by: Hold[] }[];
  /** How it ended; `null`: it was under way when the history ended. */
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
    // What has expired was not launched, nor was what held it.
    if (decision === 'expired') held = [];
    if (decision === 'launched' && generation !== null) {
      const kind = severity === 'full' ? 'full' : 'soft';
      const retrain = { generation, at, kind, codes: reasonCodes, reasons, evidence, held } as const;
      retrains.push({ ...retrain, status: null, finishedAt: null });
      held = [];
    }
    if (decision === 'settled') {
      const retrain = retrains.find((one) => one.generation === generation);
      if (retrain) Object.assign(retrain, { status: reasonCodes[0] ?? null, finishedAt: at });
    }
  }
  return retrains;
}
