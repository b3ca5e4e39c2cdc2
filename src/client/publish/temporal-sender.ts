import type { Client } from '@temporalio/client';
import { signalNames } from '../../terms/message-names.ts';
import { classifyDelivery } from '../failures.ts';
import type { Backlog, Sender } from './sender.ts';

/** Sends batches as signals, by workflow id: the monitor's current run takes them. */
export function temporalSender(client: Client, attemptTimeoutMs = 10_000): Sender {
  return {
    send: (workflowId, batch) =>
      client.withDeadline(Date.now() + attemptTimeoutMs, () =>
        client.workflow.getHandle(workflowId).signal(signalNames.metrics, batch)
      ),
    async probe(workflowId) {
      try {
        return await client.withDeadline(Date.now() + attemptTimeoutMs, () => backlogOf(client, workflowId));
      } catch {
        // Sending the batch will show what is wrong.
        return undefined;
      }
    },
    classify: classifyDelivery,
  };
}

// --- internal ---

async function backlogOf(client: Client, workflowId: string): Promise<Backlog> {
  const { historyLength, historySize: historyBytes = 0, raw } = await client.workflow.getHandle(workflowId).describe();
  const task = raw.pendingWorkflowTask;
  if (!task) return { historyLength, historyBytes, waitingTask: null };
  // A failing task is rescheduled at every attempt: it is still the same unfinished task.
  const isFailing = (task.attempt ?? 1) > 1;
  const { seconds, nanos } = task.scheduledTime ?? {};
  return { historyLength, historyBytes, waitingTask: isFailing ? 'failing' : `${String(seconds)}.${nanos ?? 0}` };
}
