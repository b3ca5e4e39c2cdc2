import { listMonitors } from '../../client/list-monitors.ts';
import { pollersOf } from '../../client/calls/pollers.ts';
import type { Check, Finding, Surroundings } from '../check.ts';
import { trainingQueues } from './training-queues.ts';

/**
 * Every task queue that somebody needs has a worker: those of monitors, of their trainers, and those that were named.
 */
export const workersCheck: Check = {
  name: 'workers',
  dependsOn: ['namespace'],
  async run(surroundings) {
    const queues = await queuesOf(surroundings);
    if (queues.size === 0)
      return [{ status: 'ok', text: 'no monitor runs and no task queue is named: no worker is needed' }];
    return Promise.all([...queues].map(([queue, use]) => look(surroundings, queue, use)));
  },
};

// --- internal ---

/** What waits on a queue. */
interface Use {
  /** Monitors that wait on it. */
  monitors: number;
  /** Models trained on it, by a worker of activities alone: often one in Python. */
  trains: number;
}

async function queuesOf(surroundings: Surroundings): Promise<Map<string, Use>> {
  const queues = new Map<string, Use>();
  const use = (queue: string): Use => {
    const known = queues.get(queue) ?? { monitors: 0, trains: 0 };
    queues.set(queue, known);
    return known;
  };
  if (surroundings.taskQueue !== undefined) use(surroundings.taskQueue);
  for (const queue of surroundings.trainingQueues ?? []) use(queue).trains += 1;
  const models: string[] = [];
  for await (const { taskQueue, model } of listMonitors(surroundings.client)) {
    use(taskQueue).monitors += 1;
    models.push(model);
  }
  for (const [queue, count] of await trainingQueues(surroundings.client, models)) use(queue).trains += count;
  return queues;
}

async function look(
  { client }: Surroundings,
  queue: string,
  { monitors, trains }: Use
): Promise<Omit<Finding, 'check'>> {
  const trainsOnly = trains > 0 && monitors === 0;
  const missing: string[] = [];
  const names = new Set<string>();
  for (const kind of trainsOnly ? (['activities'] as const) : (['workflows', 'activities'] as const)) {
    const pollers = await pollersOf(client, queue, kind);
    if (pollers.length === 0) missing.push(kind);
    for (const { identity } of pollers) if (identity) names.add(identity);
  }
  const uses = [
    ...(monitors > 0 ? [counted(monitors, 'monitor')] : []),
    ...(trains > 0 ? [`the training of ${counted(trains, 'model')}`] : []),
  ];
  const whose = `task queue \`${queue}\`${uses.length > 0 ? `, of ${uses.join(' and ')},` : ''}`;
  if (missing.length === 0) return { status: 'ok', text: `${whose} is polled by ${[...names].slice(0, 5).join(', ')}` };
  return {
    status: 'fault',
    text: `${whose} has no poller for ${missing.join(' and ')}`,
    cause: 'no worker asks it for tasks: none was started, it has ended, or it polls another queue or namespace',
    fix: trainsOnly
      ? `start the worker that trains, with TASK_QUEUE=${queue} for one in Python`
      : `temporal-retrain worker --task-queue ${queue}`,
  };
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
