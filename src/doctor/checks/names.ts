import { askedWorkers } from './asked-workers.ts';
import { defaultTaskQueue } from '../../terms/message-names.ts';
import { runningMonitors } from './running-monitors.ts';
import { unknownNames, type NamesLook } from '../../client/workers/unknown-names.ts';
import type { Check, Finding } from '../check.ts';
import type { MonitorConfig } from '../../core/state/retrain.ts';

/** The workers have the trainers, tuners and sources that running monitors and monitor files name. */
export const namesCheck: Check = {
  name: 'names',
  dependsOn: ['namespace'],
  async run(surroundings) {
    const { taskQueue = defaultTaskQueue, files = [] } = surroundings;
    const running = await runningMonitors(surroundings);
    // The file of a monitor that runs is meant for the queue on which it runs.
    const queueOf = new Map(running.map((one) => [one.model, one.taskQueue]));
    const named: Named[] = [
      ...running.flatMap(({ config, ...on }) => (config ? [{ taskQueue: on.taskQueue, config }] : [])),
      ...files.map((config) => ({ taskQueue: queueOf.get(config.model) ?? taskQueue, config })),
    ];
    const looks = await Promise.all(
      named.map(async (one) => {
        const ask = await askedWorkers(surroundings, one.taskQueue);
        return ask && unknownNames(one.config, one.taskQueue, ask);
      })
    );
    // Where nobody polls, the check of the workers says so.
    return findingsOf(
      looks.flatMap((look) => look ?? []),
      looks.length
    );
  },
};

// --- internal ---

interface Named {
  taskQueue: string;
  config: MonitorConfig;
}

/** @param all how many policies there are, also those of which nobody could be asked */
function findingsOf(looks: readonly NamesLook[], all: number): Omit<Finding, 'check'>[] {
  const away = new Set(looks.flatMap(({ unpolled = [] }) => unpolled));
  const unasked = all - looks.length + looks.filter(({ unpolled }) => unpolled !== undefined).length;
  const nobody = unasked === 0 ? '' : `; of ${unasked} nobody is there to ask (see workers)`;
  const known = looks.filter(({ unknown, silent }) => unknown.length + silent.length === 0).length;
  // A monitor and its file may name the same.
  const faults = new Map(looks.flatMap(({ unknown }) => unknown.map((fault) => [fault.text, fault] as const)));
  const unheard = new Map(looks.flatMap((look) => look.unheard.map((one) => [one.taskQueue, one] as const)));
  const heard = [...unheard.values()].map(
    ({ taskQueue, answered, workers }) => `; of ${workers} workers of task queue \`${taskQueue}\`, ${answered} answered`
  );
  return [
    ...(known === 0
      ? []
      : [
          {
            status: 'ok' as const,
            text: `the workers${heard.length === 0 ? '' : ' that answered'} have what ${policies(known, all)}: trainers, tuners and sources${heard.join('')}${nobody}`,
          },
        ]),
    ...[...faults.values()].map((fault) => ({ status: 'fault' as const, ...fault })),
    ...[...new Set(looks.flatMap(({ silent }) => silent))]
      .filter((queue) => !away.has(queue))
      .map((queue) => ({
        status: 'unknown' as const,
        text: `whether the worker of task queue \`${queue}\` has what policies name could not be checked`,
        cause: 'it did not say within 5 s: it is busy or gone, or of an older version, which cannot say',
        fix: 'look at what `workers` says above; update that worker if it is older than this command',
      })),
  ];
}

function policies(known: number, all: number): string {
  if (known < all) return `${known} of ${all} policies name${known === 1 ? 's' : ''}`;
  return known === 1 ? '1 policy names' : `${known} policies name`;
}
