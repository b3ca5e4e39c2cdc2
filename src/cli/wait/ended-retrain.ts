import type { Client } from '@temporalio/client';
import { gateLines } from '../../core/candidate/challenger-report.ts';
import { toldRetrain } from '../../client/life/told-retrain.ts';
import type { Ended } from '../print/version/end-of-retrain.ts';
import type { MonitorHandle } from '../../client/monitor-handle.ts';

/** A retrain that has ended, as its server and the ledger tell of it; `unknown` where neither has kept how. */
export async function endedRetrain(client: Client, handle: MonitorHandle, generation: number): Promise<Ended> {
  const { request, outcome, startedAt, own, became } = await toldRetrain(client, handle, generation);
  const settled = own.find(({ decision, severity }) => decision === 'settled' && severity !== 'none');
  const status = outcome?.status ?? settled?.reasonCodes[0] ?? 'unknown';
  const finishedAt = outcome?.finishedAt ?? settled?.at ?? 0;
  return {
    generation,
    kind: (settled?.severity ?? request?.kind) === 'full' ? 'full' : 'soft',
    status,
    version: outcome?.version ?? null,
    startedAt: startedAt ?? finishedAt,
    finishedAt,
    note: status === 'cancelled' ? byWhom(settled?.note) : (outcome?.error?.message ?? null),
    ...(outcome?.gate ? { gate: gateLines(outcome.gate) } : {}),
    outcome: became(status),
  };
}

// --- internal ---

/** `cancelled by ada: wrong labels` without what the status says. */
function byWhom(note: string | undefined): string | null {
  return note?.replace(/^cancelled(: )?/, '').trim() || null;
}
