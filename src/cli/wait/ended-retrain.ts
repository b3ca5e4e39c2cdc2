import type { Client } from '@temporalio/client';
import { becameOf } from '../../core/outcome/became-of.ts';
import { gateLines } from '../../core/candidate/challenger-report.ts';
import { readRetrain } from '../../client/life/read-retrain.ts';
import type { Ended } from '../print/version/end-of-retrain.ts';
import type { MonitorHandle } from '../../client/monitor-handle.ts';

/** A retrain that has ended, as its server and the ledger tell of it; `unknown` where neither has kept how. */
export async function endedRetrain(client: Client, handle: MonitorHandle, generation: number): Promise<Ended> {
  const [{ request, outcome: read, startedAt }, { decisions, judged }, { approval, shadow }] = await Promise.all([
    readRetrain(client, handle.model, generation),
    handle.explain(),
    handle.state(),
  ]);
  const own = decisions.filter((one) => one.generation === generation);
  const settled = own.find(({ decision, severity }) => decision === 'settled' && severity !== 'none');
  // Its id may belong to another workflow.
  const outcome = read?.generation === generation ? read : null;
  const status = outcome?.status ?? settled?.reasonCodes[0] ?? 'unknown';
  const finishedAt = outcome?.finishedAt ?? settled?.at ?? 0;
  const waiting = (approval ?? shadow)?.generation ?? null;
  return {
    generation,
    kind: (settled?.severity ?? request?.kind) === 'full' ? 'full' : 'soft',
    status,
    version: outcome?.version ?? null,
    startedAt: startedAt ?? finishedAt,
    finishedAt,
    note: status === 'cancelled' ? byWhom(settled?.note) : (outcome?.error?.message ?? null),
    ...(outcome?.gate ? { gate: gateLines(outcome.gate) } : {}),
    outcome: becameOf(status, { generation, decisions: own, judged, waiting }),
  };
}

// --- internal ---

/** `cancelled by ada: wrong labels` without what the status says. */
function byWhom(note: string | undefined): string | null {
  return note?.replace(/^cancelled(: )?/, '').trim() || null;
}
