import { didYouMean } from '../../terms/did-you-mean.ts';
import { MonitorNotFoundError } from '../../terms/errors.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';

/**
 * The error of a monitor that does not run, with the running one that was probably meant and the commands that help.
 */
export async function withNearestModel(
  error: MonitorNotFoundError,
  client: MonitorClient
): Promise<MonitorNotFoundError> {
  const { model } = error;
  if (model === undefined) return error;
  const running = await modelsOf(client);
  const near = didYouMean(model, running);
  const next =
    near === undefined
      ? '`temporal-retrain monitor list` shows those that run, `temporal-retrain monitor start <file>` starts one'
      : `did you mean \`${near}\`?`;
  return new MonitorNotFoundError(`No monitor of \`${model}\` is running; ${next}`, { cause: error, model });
}

// --- internal ---

/** Enough to find a typing error; of a fleet of thousands nobody waits for all. */
const mostModels = 500;

async function modelsOf(client: MonitorClient): Promise<string[]> {
  const models: string[] = [];
  try {
    for await (const { model } of client.list()) {
      models.push(model);
      if (models.length >= mostModels) break;
    }
  } catch {
    // The guess is a help, not the matter.
  }
  return models;
}
