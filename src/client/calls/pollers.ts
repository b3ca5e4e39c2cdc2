import type { Client } from '@temporalio/client';

export interface Poller {
  identity: string;
  /** Epoch milliseconds of its last poll, by the server's clock. */
  polledAt: number;
}

/**
 * Who has polled a task queue for workflow tasks. The server forgets a poller after five minutes, so that one of these
 * may be gone.
 */
export async function pollersOf(
  { workflowService, options: { namespace } }: Pick<Client, 'workflowService' | 'options'>,
  taskQueue: string
): Promise<Poller[]> {
  // Without a type, the server answers for workflow tasks.
  const { pollers } = await workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue } });
  return (pollers ?? []).map(({ identity, lastAccessTime }) => ({
    identity: identity ?? '',
    polledAt: Number(lastAccessTime?.seconds ?? 0) * 1_000,
  }));
}

/** Identities of the workers that have told the server that they stop. Older servers and workers tell nothing. */
export async function stoppingWorkers(
  { workflowService, options: { namespace } }: Pick<Client, 'workflowService' | 'options'>,
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

// --- internal ---

/** `WORKER_STATUS_RUNNING` of Temporal's API: a fixed number on the wire. */
const statusRunning = 1;

function isRunning({ status }: { status?: unknown }): boolean {
  return status === statusRunning;
}

function nameOf({ workerIdentity }: { workerIdentity?: string | null }): string {
  return workerIdentity ?? '';
}
