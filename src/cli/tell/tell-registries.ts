import { setTimeout as sleep } from 'node:timers/promises';
import { cancelledBy } from '../../client/calls/attempts.ts';
import { differentRegistries } from '../../client/workers/different-registries.ts';
import { pollersOf, stillThere } from '../../client/calls/pollers.ts';
import { sentenceOf } from './tell-unknown-names.ts';
import { withClient, type ClientOptions } from '../frame/with-client.ts';
import { workersOf } from '../../client/workers/workers-of.ts';
import type { CliContext } from '../terminal/context.ts';
import type { RunningWorker } from '../../worker/start-worker.ts';

/**
 * Warns, beside the work of a worker that has started, of others on its queue that keep versions elsewhere. Where it
 * polls alone nobody is asked; where none answers, or the server fails, nothing is said.
 */
export async function tellRegistries(
  context: CliContext,
  server: Pick<ClientOptions, 'address' | 'namespace' | 'profile'>,
  { taskQueue, identity }: Pick<RunningWorker, 'taskQueue' | 'identity'>
): Promise<void> {
  const { signal } = context.io;
  const look = async (): Promise<void> =>
    withClient(context, server, ({ client }) =>
      cancelledBy(client, signal, async () => {
        let pollers = await pollersOf(client, taskQueue);
        // Its own first poll reaches the server a moment after it has begun.
        for (let time = 1; time < mostTimes && !pollers.some((one) => one.identity === identity); time += 1) {
          await sleep(pauseMs, undefined, { signal });
          pollers = await pollersOf(client, taskQueue);
        }
        if (!stillThere(pollers).some((one) => one.identity !== identity)) return;
        // Nobody waits for it: on a busy machine, or where one answers for all, they are asked again.
        for (let time = 1; time <= mostQuestions; time += 1) {
          const ask = await workersOf(client, taskQueue, patienceMs);
          const { cards = [], workers = 0 } = (await ask?.({})) ?? {};
          const different = differentRegistries(taskQueue, cards);
          if (different) return context.note(sentenceOf(different));
          if (cards.length >= workers) return;
          await sleep(pauseMs, undefined, { signal });
        }
      })
    );
  await look().catch(() => undefined);
}

// --- internal ---

const mostTimes = 20;
const pauseMs = 500;
const mostQuestions = 4;
const patienceMs = 30_000;
