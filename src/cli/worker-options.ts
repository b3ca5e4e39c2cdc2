import { Option, type Command } from 'commander';
import { defaultTaskQueue } from '../core/message-names.ts';
import { wholeNumber } from './arguments.ts';
import { defaultHome, openWorkerHome } from '../worker/worker-home.ts';
import type { StartWorkerOptions } from '../worker/start-worker.ts';

export interface WorkerFlags {
  taskQueue: string;
  home: string;
  dataRoot?: string;
  maxActivities?: number;
  bundle?: string;
  trainers?: string;
  registry?: string;
}

/** The flags of everything that runs a worker. */
export function withWorker(command: Command): Command {
  return command
    .addOption(new Option('--task-queue <name>', 'task queue to poll').default(defaultTaskQueue))
    .addOption(new Option('--home <folder>', 'registry, models and audit log').default(defaultHome))
    .option('--trainers <file>', 'trainers beside the in-process one: programs and HTTP services (YAML or JSON)')
    .option('--registry <address>', 'sqlite:<file> or mlflow:<url> (VTY_REGISTRY, else an SQLite file in the home)')
    .option('--bundle <file>', "workflows bundled ahead of time (the package's own)")
    .option('--data-root <folder>', 'where relative paths of training data start (the working directory)')
    .option(
      '--max-activities <n>',
      'activities at the same time (4 a processor)',
      wholeNumber('--max-activities', 1, 1_000)
    );
}

/** The same for `startWorker`. */
export async function workerOptionsOf(flags: WorkerFlags, env: NodeJS.ProcessEnv): Promise<OfFlags> {
  const { taskQueue, home, dataRoot, maxActivities, bundle: bundlePath, trainers: file } = flags;
  const options: OfFlags = { taskQueue, home, dataRoot, maxActivities, bundlePath };
  if (file !== undefined) {
    const { loadTrainers } = await import('../worker/load-trainers.ts');
    options.trainers = await loadTrainers(file, (await openWorkerHome(home)).artifacts);
  }
  const registry = flags.registry ?? env['VTY_REGISTRY'];
  if (registry) {
    const { openRegistry } = await import('../registry/open-registry.ts');
    options.registry = await openRegistry(registry, env);
  }
  return options;
}

// --- internal ---

type OfFlags = Pick<
  StartWorkerOptions,
  'taskQueue' | 'home' | 'dataRoot' | 'maxActivities' | 'bundlePath' | 'trainers' | 'registry'
>;
