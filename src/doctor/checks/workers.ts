import { listMonitors } from '../../client/list-monitors.ts';
import type { Check, Finding, Surroundings } from '../check.ts';

/** Every task queue that a monitor waits on has a worker, for workflows and for activities. */
export const workersCheck: Check = {
  name: 'workers',
  dependsOn: ['namespace'],
  async run(surroundings) {
    const queues = new Map<string, number>([[surroundings.taskQueue, 0]]);
    for await (const { taskQueue } of listMonitors(surroundings.client))
      queues.set(taskQueue, (queues.get(taskQueue) ?? 0) + 1);
    const found = [...queues].map(([queue, monitors]) => look(surroundings, queue, monitors));
    return Promise.all(found);
  },
};

// --- internal ---

const kinds = { workflows: 1, activities: 2 } as const;

async function look(
  { connection, namespace }: Surroundings,
  queue: string,
  monitors: number
): Promise<Omit<Finding, 'check'>> {
  const missing: string[] = [];
  const names = new Set<string>();
  for (const [kind, taskQueueType] of Object.entries(kinds)) {
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: queue },
      taskQueueType,
    });
    if (!pollers?.length) missing.push(kind);
    for (const { identity } of pollers ?? []) if (identity) names.add(identity);
  }
  const whose = `task queue \`${queue}\`${monitors > 0 ? `, of ${monitors} monitor${monitors > 1 ? 's' : ''},` : ''}`;
  if (missing.length === 0) return { status: 'ok', text: `${whose} is polled by ${[...names].slice(0, 5).join(', ')}` };
  return {
    status: 'fault',
    text: `${whose} has no poller for ${missing.join(' and ')}`,
    cause:
      'no worker has asked it for five minutes: none was started, it has ended, or it polls another queue or namespace',
    fix: `temporal-retrain worker --task-queue ${queue}`,
  };
}
