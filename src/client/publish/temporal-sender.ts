import type { Client } from '@temporalio/client';
import { cancelledBy } from '../calls/attempts.ts';
import { classifyDelivery } from '../failures.ts';
import { grpcCode, isAccessDenied } from '../../server/grpc-status.ts';
import { queryNames, signalNames } from '../../terms/message-names.ts';
import type { Backlog, Sender } from './sender.ts';

/** Sends batches as signals, by workflow id: the monitor's current run takes them. */
export function temporalSender(client: Client, attemptTimeoutMs = 10_000): Sender {
  const inTime = <T>(givenUp: AbortSignal, call: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + attemptTimeoutMs, () => cancelledBy(client, givenUp, call));
  return {
    send: (workflowId, batch, givenUp) =>
      inTime(givenUp, () => client.workflow.getHandle(workflowId).signal(signalNames.metrics, batch)),
    async probe(workflowId, givenUp) {
      try {
        return await inTime(givenUp, () => backlogOf(client, workflowId));
      } catch (error) {
        // Sending the batch will show what else is wrong.
        if (!isAccessDenied(grpcCode(error))) return undefined;
        return inTime(givenUp, () => answerOf(client, workflowId));
      }
    },
    classify: classifyDelivery,
  };
}

// --- internal ---

/**
 * A client that may not describe workflows asks the monitor itself. That answers when a worker has processed all that
 * came before, and has continued as new where its history was long.
 */
async function answerOf(client: Client, workflowId: string): Promise<Backlog | undefined> {
  try {
    await client.workflow.getHandle(workflowId).query(queryNames.ewma);
    return { historyLength: 0, historyBytes: longestProcessedBytes, waitingTask: null };
  } catch {
    return undefined;
  }
}

/** Servers suggest to continue as new from here on. */
const longestProcessedBytes = 4 * 1024 * 1024;

async function backlogOf(client: Client, workflowId: string): Promise<Backlog> {
  const { historyLength, historySize: historyBytes = 0, raw } = await client.workflow.getHandle(workflowId).describe();
  const task = raw.pendingWorkflowTask;
  if (!task) return { historyLength, historyBytes, waitingTask: null };
  // A failing task is rescheduled at every attempt: it is still the same unfinished task.
  const isFailing = (task.attempt ?? 1) > 1;
  const { seconds, nanos } = task.scheduledTime ?? {};
  return { historyLength, historyBytes, waitingTask: isFailing ? 'failing' : `${String(seconds)}.${nanos ?? 0}` };
}
