import type { Client } from '@temporalio/client';

export interface Poller {
  identity: string;
  /** Epoch milliseconds of its last poll, by the server's clock. */
  polledAt: number;
}

/**
 * Longer than a worker that is alive and idle lets pass between two polls: a poll waits for a minute at most, the rest
 * is for the way there, a busy machine and clocks that differ. One whose places are all taken polls no more either.
 */
export const longestPollMs = 75_000;

type Asked = Pick<Client, 'workflowService' | 'options'>;

/**
 * Who has polled a task queue, without those that have told the server that they stop. The server forgets a poller
 * after five minutes, so that one that was killed may be among these.
 */
export async function pollersOf(
  client: Asked,
  taskQueue: string,
  kind: keyof typeof taskKinds = 'workflows'
): Promise<Poller[]> {
  const { workflowService, options } = client;
  const { pollers } = await workflowService.describeTaskQueue({
    namespace: options.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: taskKinds[kind],
  });
  if (!pollers?.length) return [];
  const stopping = await stoppingWorkers(client, taskQueue);
  return pollers
    .map(({ identity, lastAccessTime }) => ({
      identity: identity ?? '',
      polledAt: Number(lastAccessTime?.seconds ?? 0) * 1_000,
    }))
    .filter(({ identity }) => !stopping.has(identity));
}

/** Those that are there, as it seems: one that has been silent for long beside others has gone. */
export function stillThere(pollers: readonly Poller[]): Poller[] {
  const newest = Math.max(...pollers.map(({ polledAt }) => polledAt));
  return pollers.filter(({ polledAt }) => newest - polledAt <= longestPollMs);
}

// --- internal ---

/** Kinds of tasks that a worker polls for, as Temporal's API numbers them. */
const taskKinds = { workflows: 1, activities: 2 } as const;

/** Identities of the workers that have told the server that they stop. Older servers and workers tell nothing. */
async function stoppingWorkers(
  { workflowService, options: { namespace } }: Asked,
  taskQueue: string
): Promise<Set<string>> {
  try {
    const query = `TaskQueue="${taskQueue.replaceAll(/["\\]/g, '')}"`;
    const { workersInfo } = await workflowService.listWorkers({ namespace, query });
    const beats = (workersInfo ?? []).flatMap(({ workerHeartbeat }) => (workerHeartbeat ? [workerHeartbeat] : []));
    const running = new Set(beats.filter(isRunning).map(nameOf));
    return new Set(
      beats
        .filter((beat) => !isRunning(beat))
        .map(nameOf)
        .filter((one) => !running.has(one))
    );
  } catch {
    return new Set();
  }
}

/** `WORKER_STATUS_RUNNING` of Temporal's API: a fixed number on the wire. */
const statusRunning = 1;

function isRunning({ status }: { status?: unknown }): boolean {
  return status === statusRunning;
}

function nameOf({ workerIdentity }: { workerIdentity?: string | null }): string {
  return workerIdentity ?? '';
}
