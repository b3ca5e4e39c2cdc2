import { access } from 'node:fs/promises';
import type { MonitorConfig } from '../../core/state/retrain.ts';

/**
 * Warns of rows that are not where a worker in this folder would look for them. Only the worker knows: it may run
 * elsewhere.
 */
export async function adviceOnRows({ retrain: { trainer } }: Pick<MonitorConfig, 'retrain'>): Promise<string[]> {
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
