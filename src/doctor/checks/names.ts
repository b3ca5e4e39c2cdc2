import { askWorker } from '../../client/workers/ask-worker.ts';
import { defaultTaskQueue } from '../../terms/message-names.ts';
import { pollersOf } from '../../client/calls/pollers.ts';
import { runningMonitors } from './running-monitors.ts';
import { unknownNames, type AskWorker } from '../../client/workers/unknown-names.ts';
import type { Check, Finding, Surroundings } from '../check.ts';
import type { MonitorConfig } from '../../core/state/retrain.ts';

/** The workers have the trainers, tuners and sources that running monitors and monitor files name. */
export const namesCheck: Check = {
  name: 'names',
  dependsOn: ['namespace'],
  async run(surroundings) {
    const { client, taskQueue = defaultTaskQueue, files = [] } = surroundings;
    const running = (await runningMonitors(client)).flatMap(({ config, ...on }) => (config ? [{ ...on, config }] : []));
    const named: Named[] = [...running, ...files.map((config) => ({ taskQueue, config }))];
    const asks = asksOnce(surroundings);
    const looks = await Promise.all(
      named.map(async (one) => {
        const ask = await asks(one.taskQueue);
        return ask ? { ...one, unknown: await unknownNames(one.config, one.taskQueue, ask) } : undefined;
      })
    );
    // Where nobody polls, the check of the workers says so.
    return findingsOf(looks.flatMap((look) => look ?? []));
  },
};

// --- internal ---

interface Named {
  taskQueue: string;
  config: MonitorConfig;
}

interface Look extends Named {
  unknown: Awaited<ReturnType<typeof unknownNames>>;
}

function findingsOf(looks: readonly Look[]): Omit<Finding, 'check'>[] {
  const known = looks.filter(({ unknown }) => unknown?.length === 0).length;
  const silent = new Set(
    looks.flatMap(({ unknown, taskQueue, config }) => (unknown ? [] : [config.retrain.trainer.taskQueue ?? taskQueue]))
  );
  return [
    ...(known === 0
      ? []
      : [
          {
            status: 'ok' as const,
            text: `the workers have what ${known} polic${known === 1 ? 'y names' : 'ies name'}: trainers, tuners and sources`,
          },
        ]),
    ...looks.flatMap(({ unknown = [] }) => unknown.map((fault) => ({ status: 'fault' as const, ...fault }))),
    ...[...silent].map((queue) => ({
      status: 'unknown' as const,
      text: `whether the worker of task queue \`${queue}\` has the trainer that is named could not be checked`,
      cause: 'it did not say within 5 s: it is busy or gone, or of an older version, which cannot say',
      fix: 'look at what `workers` says above; update that worker if it is older than this command',
    })),
  ];
}

/** How to ask the workers of a task queue, each question once; `undefined` where nobody polls for workflows. */
function asksOnce({ client }: Surroundings): (taskQueue: string) => Promise<AskWorker | undefined> {
  const asks = new Map<string, Promise<AskWorker | undefined>>();
  return (taskQueue) => {
    const known = asks.get(taskQueue) ?? asksOf(taskQueue);
    asks.set(taskQueue, known);
    return known;
  };

  async function asksOf(taskQueue: string): Promise<AskWorker | undefined> {
    if ((await pollersOf(client, taskQueue, 'workflows')).length === 0) return undefined;
    const answers = new Map<string | undefined, ReturnType<AskWorker>>();
    return (query) => {
      const answer = answers.get(query.trainsOn) ?? askWorker(client, taskQueue, query);
      answers.set(query.trainsOn, answer);
      return answer;
    };
  }
}
