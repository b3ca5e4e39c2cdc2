import { askedWorkers } from './asked-workers.ts';
import { differentRegistries } from '../../client/workers/different-registries.ts';
import { runningMonitors } from './running-monitors.ts';
import type { Check, Finding } from '../check.ts';

/** The workers of each task queue keep the versions of its monitors in one registry. */
export const registriesCheck: Check = {
  name: 'registries',
  dependsOn: ['namespace'],
  async run(surroundings) {
    const running = await runningMonitors(surroundings);
    const queues = new Set(running.map(({ taskQueue }) => taskQueue));
    if (surroundings.taskQueue !== undefined) queues.add(surroundings.taskQueue);
    const found = await Promise.all(
      [...queues].map(async (queue): Promise<Omit<Finding, 'check'>[]> => {
        const ask = await askedWorkers(surroundings, queue);
        const cards = (await ask?.({}))?.cards.filter(({ registry }) => registry !== undefined) ?? [];
        if (cards.length === 0) return [];
        const different = differentRegistries(queue, cards);
        if (different) return [{ status: 'fault', ...different }];
        const whose = cards.length === 1 ? 'one worker' : 'the workers';
        const has = cards.length === 1 ? 'has said which registry it has' : 'that answered have one registry';
        const places = [...new Set(cards.flatMap(({ registry }) => registry?.place ?? []))].join('; ');
        return [{ status: 'ok', text: `${whose} of task queue \`${queue}\` ${has}: ${places}` }];
      })
    );
    return found.flat();
  },
};
