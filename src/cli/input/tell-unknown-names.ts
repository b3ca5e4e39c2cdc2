import { unpolledQueues } from '../../client/workers/unpolled-queues.ts';
import { unknownNames } from '../../client/workers/unknown-names.ts';
import { workersOf } from '../../client/workers/workers-of.ts';
import type { Client } from '@temporalio/client';
import type { CliContext } from '../terminal/context.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';
import type { MonitorConfig } from '../../core/state/retrain.ts';

/**
 * Warns of names in policies that their workers do not have, and of trainers whose worker is not there. What was done
 * is done and told by then: it says nothing where none answers within a moment, or the server fails.
 */
export async function tellUnknownNames(
  context: CliContext,
  { client }: MonitorClient,
  configs: readonly MonitorConfig[],
  taskQueue: string
): Promise<void> {
  const ask = await client
    .withDeadline(Date.now() + momentMs, () => workersOf(client, taskQueue, momentMs))
    .catch(() => undefined);
  if (!ask) return;
  const looks = await Promise.all(configs.map((config) => unknownNames(config, taskQueue, ask)));
  for (const { text, cause, fix } of looks.flatMap(({ unknown }) => unknown))
    context.note(`${text[0]!.toUpperCase()}${text.slice(1)} (${cause}); ${fix}.`);
  await tellUntrained(context, client, configs);
}

// --- internal ---

/** Warns of task queues of trainers that nobody polls: a retrain would wait there without an end. */
async function tellUntrained(context: CliContext, client: Client, configs: readonly MonitorConfig[]): Promise<void> {
  const models = new Map<string, string>();
  for (const { model, retrain } of configs)
    if (retrain.trainer.taskQueue !== undefined) models.set(retrain.trainer.taskQueue, model);
  for (const queue of await unpolledQueues(client, [...models.keys()], 'activities'))
    context.note(
      `No worker polls task queue ${queue}, on which ${models.get(queue)} is trained: a retrain waits there until one is started, or has done what it trains.`
    );
}

const momentMs = 1_000;
