import { askWorker } from '../../client/workers/ask-worker.ts';
import { unknownNames } from '../../client/workers/unknown-names.ts';
import type { CliContext } from '../terminal/context.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';
import type { MonitorConfig } from '../../core/state/retrain.ts';

/** Warns of names in a policy that its workers do not have; says nothing where none answers within a moment. */
export async function tellUnknownNames(
  context: CliContext,
  { client }: MonitorClient,
  config: MonitorConfig,
  taskQueue: string
): Promise<string[]> {
  const unknown = await unknownNames(config, taskQueue, (query) => askWorker(client, taskQueue, query, momentMs));
  const told = (unknown ?? []).map(
    ({ text, cause, fix }) => `${text[0]!.toUpperCase()}${text.slice(1)} (${cause}); ${fix}`
  );
  for (const text of told) context.note(`${text}.`);
  return told;
}

// --- internal ---

const momentMs = 1_000;
