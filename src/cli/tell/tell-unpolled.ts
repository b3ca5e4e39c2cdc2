import { numbered } from '../../terms/numbered.ts';
import { startIt } from '../../client/calls/no-worker.ts';
import { unpolledQueues } from '../../client/workers/unpolled-queues.ts';
import type { CliContext } from '../terminal/context.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';
import type { MonitorSummary } from '../../client/list-monitors.ts';

/**
 * Tells of task queues of monitors that run, and that no worker polls: what visibility says of such a monitor was true
 * once. It says nothing of a queue of which the server does not tell within a moment.
 */
export async function tellUnpolled(
  context: CliContext,
  { client }: MonitorClient,
  monitors: readonly MonitorSummary[]
): Promise<void> {
  const counts = new Map<string, number>();
  for (const { taskQueue, status } of monitors)
    if (status === 'RUNNING') counts.set(taskQueue, (counts.get(taskQueue) ?? 0) + 1);
  for (const queue of await unpolledQueues(client, [...counts.keys()], 'workflows')) {
    const count = counts.get(queue)!;
    const still = `${numbered(count, 'monitor')} of it ${count === 1 ? 'stands' : 'stand'} still`;
    context.note(`No worker polls task queue ${queue}: ${still}; ${startIt(queue)}.`);
  }
}
