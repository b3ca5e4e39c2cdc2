import type { Client } from '@temporalio/client';
import { whyNobodyPolls } from '../calls/no-worker.ts';
import type { pollersOf } from '../calls/pollers.ts';

/**
 * Those of some task queues that nobody polls, nor has of late. It says nothing of a queue of which the server does not
 * tell within a moment.
 */
export async function unpolledQueues(
  client: Client,
  queues: readonly string[],
  kind: Parameters<typeof pollersOf>[2]
): Promise<string[]> {
  const until = Date.now() + momentMs;
  const asked = queues.slice(0, mostQueues);
  const isUnpolled = await Promise.all(
    asked.map((queue) =>
      client
        .withDeadline(until, () => whyNobodyPolls(client, queue, kind))
        .then(
          ({ isOld }) => isOld,
          () => false
        )
    )
  );
  return asked.filter((_, i) => isUnpolled[i]);
}

// --- internal ---

const momentMs = 1_000;
/** A fleet has few; of others nobody is told. */
const mostQueues = 20;
