import type { Client } from '@temporalio/client';
import { decodePayload } from './history-event.ts';
import { retrainIdOf } from '../../terms/model-id.ts';
import { isWorkflowGone, translate } from '../failures.ts';
import type { RetrainOutcome, RetrainRequest } from '../../core/state/retrain.ts';

/** What was asked of a retrain, and how it ended; `null` each while it is not known. */
export interface RetrainRecord {
  retrainId: string;
  request: RetrainRequest | null;
  outcome: RetrainOutcome | null;
  startedAt: number | null;
  /** As Temporal calls it; `null` when the server has nothing of it any more. */
  status: string | null;
}

/** Reads a retrain from what its server still has of its workflow. */
export async function readRetrain(client: Client, model: string, generation: number): Promise<RetrainRecord> {
  const retrainId = retrainIdOf(model, generation);
  const workflow = client.workflow.getHandle(retrainId);
  try {
    const [{ status, startTime }, { events }] = await Promise.all([workflow.describe(), workflow.fetchHistory()]);
    const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
    const result = events?.at(-1)?.workflowExecutionCompletedEventAttributes?.result?.payloads;
    return {
      retrainId,
      request: ((await decodePayload(client, input)) as RetrainRequest | undefined) ?? null,
      outcome: ((await decodePayload(client, result)) as RetrainOutcome | undefined) ?? null,
      startedAt: startTime.getTime(),
      status: status.name,
    };
  } catch (error) {
    if (isWorkflowGone(error)) return { retrainId, request: null, outcome: null, startedAt: null, status: null };
    throw translate(model, 'Reading the retrain', error);
  }
}
