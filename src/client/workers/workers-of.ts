import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { pollersOf, stillThere } from '../calls/pollers.ts';
import { workflowTypes } from '../../terms/message-names.ts';
import type { AskWorkers, WorkersSay } from './unknown-names.ts';
import type { WorkerCard, WorkerQuery } from '../../core/wire/messages.ts';

/** How to ask the workers of a task queue, each question once; `undefined` where nobody polls it for workflows. */
export async function workersOf(
  client: Client,
  taskQueue: string,
  timeoutMs = answerMs
): Promise<AskWorkers | undefined> {
  const own = await countOf(client, taskQueue, 'workflows');
  if (own === 0) return undefined;
  const answers = new Map<string | undefined, Promise<WorkersSay>>();
  return (query) => {
    const answer = answers.get(query.trainsOn) ?? askAll(client, { taskQueue, own, query }, Date.now() + timeoutMs);
    answers.set(query.trainsOn, answer);
    return answer;
  };
}

// --- internal ---

interface Question {
  /** Of workers that run workflows. */
  taskQueue: string;
  /** How many those are. */
  own: number;
  /** `trainsOn` asks workers of activities on that queue instead. */
  query: WorkerQuery;
}

/** Of several workers on a queue, any one answers: they are asked until each has, or often enough. */
async function askAll(client: Client, question: Question, until: number): Promise<WorkersSay> {
  const { query, own } = question;
  const { trainsOn } = query;
  // Where that is not known, one answer is waited for.
  const elsewhere = trainsOn === undefined ? own : await inTime(until, client, () => countOf(client, trainsOn));
  if (elsewhere === 0) return { cards: [], workers: 0 };
  const workers = Math.max(1, elsewhere ?? 1);
  const cards = new Map<string, WorkerCard>();
  for (let round = 0; round < mostRounds && cards.size < workers && until - Date.now() > leastMs; round += 1) {
    const times = Math.min(1 + 3 * (workers - 1), mostAtOnce);
    const said = await Promise.all(Array.from({ length: times }, () => askOne(client, question, until)));
    const heard = said.flatMap((card) => card ?? []);
    for (const card of heard) cards.set(card.worker ?? JSON.stringify(card), card);
    if (workers === 1 || heard.length === 0) break;
  }
  return { cards: [...cards.values()], workers: Math.max(workers, cards.size) };
}

/**
 * Which names a worker knows, by a workflow that lives for a moment; `undefined` where none answers within the time, as
 * one of an older version does not.
 */
function askOne(client: Client, { taskQueue, query }: Question, until: number): Promise<WorkerCard | undefined> {
  const start = { workflowId: `worker/${query.trainsOn ?? taskQueue}/${randomUUID()}`, taskQueue };
  const staticSummary = `the names that a worker of ${query.trainsOn ?? taskQueue} knows`;
  return inTime(until, client, () =>
    client.workflow.execute<(query: WorkerQuery) => Promise<WorkerCard>>(workflowTypes.describeWorker, {
      ...start,
      args: [query],
      workflowExecutionTimeout: Math.max(1, until - Date.now()),
      staticSummary,
    })
  );
}

/** How many workers poll a queue. */
async function countOf(client: Client, taskQueue: string, kind: 'workflows' | 'activities' = 'activities') {
  return stillThere(await pollersOf(client, taskQueue, kind)).length;
}

function inTime<T>(until: number, client: Client, call: () => Promise<T>): Promise<T | undefined> {
  return client.withDeadline(until, call).catch(() => undefined);
}

const answerMs = 5_000;
/** Who is left with less is not asked again. */
const leastMs = 100;
/** Of two workers, twelve questions all reach the same one once in two thousand times. */
const mostRounds = 3;
const mostAtOnce = 8;
