import { unknownNames } from '../../client/workers/unknown-names.ts';
import { workersOf } from '../../client/workers/ask-worker.ts';
import type { CliContext } from '../terminal/context.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';
import type { MonitorConfig } from '../../core/state/retrain.ts';

/** Warns of names in policies that their workers do not have; says nothing where none answers within a moment. */
export async function tellUnknownNames(
  context: CliContext,
  { client }: MonitorClient,
  configs: readonly MonitorConfig[],
  taskQueue: string
): Promise<void> {
  const ask = await workersOf(client, taskQueue, momentMs);
  if (!ask) return;
  for (const config of configs)
    for (const { text, cause, fix } of (await unknownNames(config, taskQueue, ask)) ?? [])
      context.note(`${text[0]!.toUpperCase()}${text.slice(1)} (${cause}); ${fix}.`);
}

// --- internal ---

const momentMs = 1_000;
