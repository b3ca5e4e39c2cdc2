import type { Client } from '@temporalio/client';
import { becameOf } from '../../core/outcome/became-of.ts';
import { readRetrain, type RetrainRecord } from './read-retrain.ts';
import type { Decision } from '../../core/state/decision.ts';
import type { MonitorHandle } from '../monitor-handle.ts';

/** A retrain as its server still has it, with what its monitor tells of it. */
export interface ToldRetrain extends RetrainRecord {
  /** Its entries in the ledger, newest first. */
  own: readonly Decision[];
  marks: Awaited<ReturnType<MonitorHandle['explain']>>['marks'];
  /** What has become of a retrain that ended with this status. */
  became: (status: string) => string;
}

/** Reads a retrain, and what its monitor tells of it. */
export async function toldRetrain(client: Client, handle: MonitorHandle, generation: number): Promise<ToldRetrain> {
  const [record, { decisions, judged, served = [], rolledBack = [], marks }, { approval, shadow }] = await Promise.all([
    readRetrain(client, handle.model, generation),
    handle.explain(),
    handle.state(),
  ]);
  const own = decisions.filter((one) => one.generation === generation);
  const waiting = approval?.generation ?? null;
  const inShadow = shadow?.generation ?? null;
  // Its id may belong to another workflow.
  const outcome = record.outcome?.generation === generation ? record.outcome : null;
  const hasServed = served.includes(outcome?.version ?? '');
  const wasRolledBack = rolledBack.includes(outcome?.version ?? '');
  return {
    ...record,
    outcome,
    own,
    marks,
    became: (status) =>
      becameOf(status, { generation, decisions: own, judged, hasServed, wasRolledBack, waiting, inShadow }),
  };
}
