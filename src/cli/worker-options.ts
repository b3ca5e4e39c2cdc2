import { Option, type Command } from 'commander';
import { defaultTaskQueue } from '../core/message-names.ts';
import { wholeNumber } from './arguments.ts';
import { defaultHome } from '../worker/worker-home.ts';

export interface WorkerFlags {
  taskQueue: string;
  home: string;
  dataRoot?: string;
  maxActivities?: number;
}

/** The flags of everything that runs a worker. */
export function withWorker(command: Command): Command {
  return command
    .addOption(new Option('--task-queue <name>', 'task queue to poll').default(defaultTaskQueue))
    .addOption(new Option('--home <folder>', 'registry, models and audit log').default(defaultHome))
    .option('--data-root <folder>', 'where relative paths of training data start (the working directory)')
    .option(
      '--max-activities <n>',
      'activities at the same time (4 a processor)',
      wholeNumber('--max-activities', 1, 1_000)
    );
}
