import { whyNobodyPolls } from '../../client/calls/no-worker.ts';
import { askMany } from './ask-many.ts';
import type { ListFilter, MonitorSummary } from '../../client/list-monitors.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';

/** A monitor as the fleet shows it. */
export interface FleetMonitor extends MonitorSummary {
  /** Whether a worker polls its task queue: nothing is watched without one. `null`: not known. */
  hasWorker: boolean | null;
}

/** A page of the fleet, from visibility and the pollers of its few task queues alone. */
export async function fleetPage(
  client: MonitorClient,
  filter: ListFilter,
  paging: { pageSize: number; page?: string }
): Promise<{ monitors: FleetMonitor[]; nextPage: string | null }> {
  const { monitors, nextPage } = await client.page(filter, paging);
  const polled = await polledQueues(client, [...new Set(monitors.map(({ taskQueue }) => taskQueue))]);
  return { monitors: monitors.map((one) => ({ ...one, hasWorker: polled.get(one.taskQueue) ?? null })), nextPage };
}

// --- internal ---

interface Reading {
  isPolled: boolean;
  at: number;
}

/** By the Temporal client, which all that ask for a while have in common. */
const known = new WeakMap<object, Map<string, Reading>>();
const trustedMs = 10_000;
const askMs = 2_000;
/** A fleet has few; of others nobody is told. */
const mostQueues = 50;

async function polledQueues({ client }: MonitorClient, queues: readonly string[]): Promise<Map<string, boolean>> {
  const readings = known.get(client) ?? new Map<string, Reading>();
  known.set(client, readings);
  const now = Date.now();
  const asked = queues.filter((queue) => !(now - (readings.get(queue)?.at ?? 0) < trustedMs)).slice(0, mostQueues);
  const { answers } = await askMany(asked, async (queue) => ({
    queue,
    isPolled: !(await client.withDeadline(now + askMs, () => whyNobodyPolls(client, queue))).isOld,
  }));
  if (readings.size > 10 * mostQueues) readings.clear();
  for (const { queue, isPolled } of answers) readings.set(queue, { isPolled, at: now });
  // What could not be asked is not known.
  const isFresh = (queue: string): boolean => now - (readings.get(queue)?.at ?? 0) < trustedMs;
  return new Map(queues.filter(isFresh).map((queue) => [queue, readings.get(queue)?.isPolled ?? false]));
}
