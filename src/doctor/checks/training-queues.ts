import type { Client } from '@temporalio/client';
import { monitorWorkflowId } from '../../terms/model-id.ts';
import { queryNames } from '../../terms/message-names.ts';
import type { MonitorConfig } from '../../core/state/retrain.ts';

/**
 * The task queues on which running monitors have their models trained, with how many; a monitor without a worker is
 * left out.
 */
export async function trainingQueues(client: Client, models: readonly string[]): Promise<Map<string, number>> {
  const queues = new Map<string, number>();
  const asked = models.slice(0, mostAsked).map((model) => queueOf(client, model));
  for (const queue of await Promise.all(asked))
    if (queue !== undefined) queues.set(queue, (queues.get(queue) ?? 0) + 1);
  return queues;
}

// --- internal ---

/** Each is a query: a fleet of thousands shares its queues. */
const mostAsked = 50;

/** Without a worker nobody answers; that is told of the monitor's own queue. */
const answerMs = 2_000;

async function queueOf(client: Client, model: string): Promise<string | undefined> {
  try {
    const handle = client.workflow.getHandle(monitorWorkflowId(model));
    const { config } = await client.withDeadline(Date.now() + answerMs, () =>
      handle.query<{ config: MonitorConfig }>(queryNames.config)
    );
    return config.retrain.trainer.taskQueue;
  } catch {
    return undefined;
  }
}
