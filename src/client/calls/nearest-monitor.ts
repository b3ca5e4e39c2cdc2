import type { Client } from '@temporalio/client';
import { nearestModel } from '../../terms/did-you-mean.ts';
import { MonitorNotFoundError } from '../../terms/errors.ts';
import { listMonitors } from '../list-monitors.ts';

/**
 * The error of a monitor that does not run, with the running one that was probably meant and the commands that help;
 * every other error as it is. Lists monitors once, for whoever may see them all.
 */
export async function withNearestMonitor(error: unknown, client: Client): Promise<unknown> {
  if (!(error instanceof MonitorNotFoundError) || error.model === undefined) return error;
  const { model } = error;
  const near = nearestModel(model, await modelsOf(client));
  const next =
    near === undefined
      ? '`temporal-retrain monitor list` shows those that run, `temporal-retrain monitor start <file>` starts one'
      : `did you mean \`${near}\`?`;
  return new MonitorNotFoundError(`No monitor of \`${model}\` is running; ${next}`, { cause: error, model });
}

// --- internal ---

/** Enough to find a typing error; of a fleet of thousands nobody waits for all. */
const mostModels = 500;
/** Nor for a server that is slow to list them. */
const mostMs = 2_000;

async function modelsOf(client: Client): Promise<string[]> {
  const models: string[] = [];
  try {
    await client.withDeadline(Date.now() + mostMs, async () => {
      for await (const { model } of listMonitors(client, {}, false)) {
        models.push(model);
        if (models.length >= mostModels) break;
      }
    });
  } catch {
    // The guess is a help, not the matter.
  }
  return models;
}
