import { createCommandTrainer } from '../trainers/command/command-trainer.ts';
import type { CommandTrainerOptions } from '../trainers/command/options.ts';
import { createHttpTrainer } from '../trainers/http/http-trainer.ts';
import type { HttpTrainerOptions } from '../trainers/http/options.ts';
import type { Trainer } from '../trainers/trainer.ts';
import { makeFromFile } from './owner-file.ts';

/**
 * The trainers in a file that the worker's owner writes: `trainers: [{ type: command, name: …, train: […] }]`. The file
 * fixes what a worker runs; monitors only choose among the names.
 *
 * @param artifacts folder for what the programs write
 * @throws ConfigurationError that names the file and everything wrong with the first faulty trainer
 */
export function loadTrainers(path: string, artifacts: string): Promise<Trainer[]> {
  return makeFromFile<Trainer>(path, 'trainers', {
    command: (options) => createCommandTrainer({ artifacts, ...options } as CommandTrainerOptions),
    http: (options) => createHttpTrainer(options as HttpTrainerOptions),
  });
}
