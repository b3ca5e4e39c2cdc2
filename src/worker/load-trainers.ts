import { createCommandTrainer } from '../trainers/command/command-trainer.ts';
import type { CommandTrainerOptions } from '../trainers/command/options.ts';
import { createHttpTrainer } from '../trainers/http/http-trainer.ts';
import type { HttpTrainerOptions } from '../trainers/http/options.ts';
import type { Trainer } from '../trainers/trainer.ts';
import { ConfigurationError } from '../terms/errors.ts';
import { makeFromFile } from './owner-file.ts';

/**
 * The trainers in a file that the worker's owner writes: `trainers: [{ type: command, name: …, train: […] }]`. The file
 * fixes what a worker runs; monitors only choose among the names.
 *
 * @param artifacts folder for what the programs write
 * @param env where headers of the http trainer find `{ env: NAME }`: secrets do not belong in files.
 *            @default `process.env`
 * @throws ConfigurationError that names the file and everything wrong with the first faulty trainer
 */
export function loadTrainers(
  path: string,
  artifacts: string,
  env: NodeJS.ProcessEnv = process.env
): Promise<Trainer[]> {
  return makeFromFile<Trainer>(path, 'trainers', {
    command: (options) => createCommandTrainer({ artifacts, ...options } as CommandTrainerOptions),
    http: (options) => createHttpTrainer(withHeadersFrom(env, options) as HttpTrainerOptions),
  });
}

// --- internal ---

function withHeadersFrom(env: NodeJS.ProcessEnv, options: object): object {
  const { headers } = options as { headers?: unknown };
  if (typeof headers !== 'object' || headers === null) return options;
  const filled = Object.entries(headers as Record<string, unknown>).map(([header, value]) => {
    const variable = typeof value === 'object' && value !== null ? (value as { env?: unknown }).env : undefined;
    if (typeof variable !== 'string') return [header, value];
    const found = env[variable];
    if (found !== undefined && found !== '') return [header, found];
    throw new ConfigurationError(
      `Expected the environment to have the variable \`${variable}\` for the header \`${header}\`, found none; set it, or write the header out`
    );
  });
  return { ...options, headers: Object.fromEntries(filled) as object };
}
