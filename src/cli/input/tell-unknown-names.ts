import { unknownNames } from '../../client/workers/unknown-names.ts';
import { workersOf } from '../../client/workers/workers-of.ts';
import type { CliContext } from '../terminal/context.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';
import type { MonitorConfig } from '../../core/state/retrain.ts';

/**
 * Warns of names in policies that their workers do not have. What was done is done and told by then: it says nothing
 * where none answers within a moment, or the server fails.
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
}

// --- internal ---

const momentMs = 1_000;
