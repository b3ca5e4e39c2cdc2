import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { pollersOf } from '../calls/pollers.ts';
import { workflowTypes } from '../../terms/message-names.ts';
import type { AskWorker } from './unknown-names.ts';
import type { WorkerCard, WorkerQuery } from '../../core/wire/messages.ts';

/**
 * Which names a worker knows, by a workflow that lives for a moment; `undefined` where none answers within the time, as
 * one of an older version does not. Of several workers on a queue, one answers.
 *
 * @param taskQueue of a worker that runs workflows
 * @param query `trainsOn` asks a worker of activities on that queue instead
 */
export async function askWorker(
  client: Client,
  taskQueue: string,
  query: WorkerQuery = {},
  timeoutMs = answerMs
): Promise<WorkerCard | undefined> {
  const start = { workflowId: `worker/${query.trainsOn ?? taskQueue}/${randomUUID()}`, taskQueue };
  const staticSummary = `the names that a worker of ${query.trainsOn ?? taskQueue} knows`;
  try {
    return await client.withDeadline(Date.now() + timeoutMs, () =>
      client.workflow.execute<(query: WorkerQuery) => Promise<WorkerCard>>(workflowTypes.describeWorker, {
        ...start,
        args: [query],
        workflowExecutionTimeout: timeoutMs,
        staticSummary,
      })
    );
  } catch {
    return undefined;
  }
}

/** How to ask the workers of a task queue, each question once; `undefined` where nobody polls it for workflows. */
export async function workersOf(
  client: Client,
  taskQueue: string,
  timeoutMs = answerMs
): Promise<AskWorker | undefined> {
  if ((await pollersOf(client, taskQueue, 'workflows')).length === 0) return undefined;
  const answers = new Map<string | undefined, ReturnType<AskWorker>>();
  return (query) => {
    const answer = answers.get(query.trainsOn) ?? askWorker(client, taskQueue, query, timeoutMs);
    answers.set(query.trainsOn, answer);
    return answer;
  };
}

// --- internal ---

const answerMs = 5_000;
