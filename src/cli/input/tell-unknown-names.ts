import { pollersOf } from '../../client/calls/pollers.ts';
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
  const until = Date.now() + momentMs;
  const queues = [...models].slice(0, mostQueues);
  const pollers = await Promise.all(
    queues.map(([queue]) =>
      client.withDeadline(until, () => pollersOf(client, queue, 'activities')).catch(() => undefined)
    )
  );
  for (const [queue, model] of queues.filter((_, i) => pollers[i]?.length === 0))
    context.note(
      `Nobody polls task queue ${queue}, on which ${model} is trained: a retrain waits there until the worker that trains is started.`
    );
}

const momentMs = 1_000;
/** Most fleets have one or two; of others nobody is told. */
const mostQueues = 20;
