import { access } from 'node:fs/promises';
import { adviceOn } from '../../config/advice.ts';
import type { CliContext } from '../terminal/context.ts';
import type { Monitor } from '../../config/parse-monitor.ts';
import type { MonitorConfig } from '../../core/state/retrain.ts';

/** Warns of what a monitor file allows and hardly means, and says what it has told. */
export async function tellAdvice(context: CliContext, monitor: Monitor): Promise<string[]> {
  const advice = [...adviceOn(monitor), ...(await adviceOnRows(monitor.config))];
  for (const text of advice) context.note(`${text}.`);
  return advice;
}

// --- internal ---

/**
 * Warns of rows that are not where a worker in this folder would look for them. Only the worker knows: it may run
 * elsewhere.
 */
async function adviceOnRows({ retrain: { trainer } }: Pick<MonitorConfig, 'retrain'>): Promise<string[]> {
  const { csv } = (trainer.options['data'] ?? {}) as { csv?: unknown };
  if (trainer.name !== 'in-process' || trainer.taskQueue !== undefined || typeof csv !== 'string') return [];
  const { dataFile } = await import('../../trainers/in-process/data/data-roots.ts');
  try {
    await access(await dataFile(csv));
    return [];
  } catch {
    return [
      `No rows at \`${csv}\` below this folder: a worker that finds none below its own folder (\`--data-root\`) fails every retrain`,
    ];
  }
}
