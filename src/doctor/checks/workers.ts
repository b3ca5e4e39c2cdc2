import { longestPollMs, pollersOf, type Poller } from '../../client/calls/pollers.ts';
import type { Check, Finding, Surroundings } from '../check.ts';
import { clockDifference } from './clock.ts';
import { runningMonitors } from './running-monitors.ts';

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
    // By the server's clock, which says when somebody polled.
    const aheadMs = (await clockDifference(surroundings)) ?? 0;
    return Promise.all(
      [...queues].map(async ([queue, use]) => {
        const [workflows, activities] = await Promise.all([
          pollersOf(surroundings.client, queue, 'workflows'),
          pollersOf(surroundings.client, queue, 'activities'),
        ]);
        return queueFinding(queue, use, { workflows, activities }, Date.now() - aheadMs);
      })
    );
  },
};

/** What is to be said of a task queue, of which these have asked for tasks; exported for the tests. */
export function queueFinding(
  queue: string,
  { monitors, trains }: Use,
  pollers: Record<Kind, Poller[]>,
  now: number
): Omit<Finding, 'check'> {
  const trainsOnly = trains > 0 && monitors === 0;
  const kinds: readonly Kind[] = trainsOnly ? ['activities'] : ['workflows', 'activities'];
  const uses = [
    ...(monitors > 0 ? [counted(monitors, 'monitor')] : []),
    ...(trains > 0 ? [`the training of ${counted(trains, 'model')}`] : []),
  ];
  const whose = `task queue \`${queue}\`${uses.length > 0 ? `, of ${uses.join(' and ')},` : ''}`;
  const start = trainsOnly
    ? `start the worker that trains, with TASK_QUEUE=${queue} for one in Python`
    : `temporal-retrain worker --task-queue ${queue}`;
  const missing = kinds.filter((kind) => pollers[kind].length === 0);
  if (missing.length > 0)
    return {
      status: 'fault',
      text: `${whose} has no poller for ${missing.join(' and ')}`,
      cause: 'no worker asks it for tasks: none was started, it has ended, or it polls another queue or namespace',
      fix: start,
    };
  const silent = kinds.filter((kind) => silenceOf(pollers[kind], now) > longestPollMs);
  if (silent.length > 0) {
    const ago = seconds(Math.max(...silent.map((kind) => silenceOf(pollers[kind], now))));
    const who = namesOf(silent.flatMap((kind) => pollers[kind]));
    return {
      status: 'unknown',
      text: `${whose} was last asked for work ${ago} ago (${silent.join(' and ')}), by ${who}`,
      cause: 'a worker asks again within a minute unless all its places are taken: this one is busy, stuck or gone',
      fix: `look whether ${who} still runs${trainsOnly ? ' and whether its log names jobs that hold its places' : ''}; if not: ${trainsOnly ? start : `\`${start}\``}`,
    };
  }
  const all = kinds.flatMap((kind) => pollers[kind]);
  const heard = all.filter((one) => silenceOf([one], now) <= longestPollMs);
  const gone = all.filter(({ identity }) => !heard.some((one) => one.identity === identity));
  const rest = gone.length === 0 ? '' : `; ${namesOf(gone)} last asked for work ${seconds(silenceOf(gone, now))} ago`;
  return { status: 'ok', text: `${whose} is polled by ${namesOf(heard)}${rest}` };
}

// --- internal ---

/** What a worker asks for. */
type Kind = 'workflows' | 'activities';

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
  const running = await runningMonitors(surroundings);
  for (const { taskQueue } of running) use(taskQueue).monitors += 1;
  for (const config of [...(surroundings.files ?? []), ...running.flatMap((one) => one.config ?? [])]) {
    const { taskQueue } = config.retrain.trainer;
    if (taskQueue !== undefined) use(taskQueue).trains += 1;
  }
  return queues;
}

/** Milliseconds since one of them last asked. */
function silenceOf(pollers: readonly Poller[], now: number): number {
  return now - Math.max(...pollers.map(({ polledAt }) => polledAt));
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}

function namesOf(pollers: readonly Poller[]): string {
  const names = new Set(pollers.flatMap(({ identity }) => identity || []));
  return [...names].slice(0, 5).join(', ') || 'a worker without a name';
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
