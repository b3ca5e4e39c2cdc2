import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { parseText } from '../config/parse-text.ts';
import { listOf } from '../config/show.ts';
import { ConfigurationError } from '../errors.ts';
import { createCommandTrainer } from '../trainers/command/command-trainer.ts';
import type { CommandTrainerOptions } from '../trainers/command/options.ts';
import { createHttpTrainer } from '../trainers/http/http-trainer.ts';
import type { HttpTrainerOptions } from '../trainers/http/options.ts';
import type { Trainer } from '../trainers/trainer.ts';

/**
 * The trainers that a file of the worker's owner names: `trainers: [{ type: command, name: …, train: […] }]`. What a worker
 * runs is fixed there; monitors only choose among the names.
 *
 * @param artifacts folder for what the programs write
 * @throws ConfigurationError that names the file and everything wrong with the first faulty trainer
 */
export async function loadTrainers(path: string, artifacts: string): Promise<Trainer[]> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw new ConfigurationError(`Expected to read trainers from \`${path}\`, but ${why}; check the path`, [], {
      cause,
    });
  });
  const { value, where } = parseText(path, text, extname(path) === '.json');
  const list: unknown = (value as { trainers?: unknown } | null)?.trainers;
  if (!Array.isArray(list))
    throw new ConfigurationError(
      `Expected ${path} to have a list \`trainers\`, as in \`trainers: [{ type: command, … }]\``
    );
  return list.map((entry: unknown, index) => {
    const place = where(['trainers', index]);
    const { type, ...options } = (entry ?? {}) as { type?: unknown };
    const create = typeof type === 'string' && Object.hasOwn(creators, type) ? creators[type] : undefined;
    if (!create)
      throw new ConfigurationError(
        `${place}Expected \`trainers[${index}].type\` to be ${listOf(Object.keys(creators))}, got \`${String(type)}\``
      );
    try {
      return create(options, artifacts);
    } catch (cause) {
      if (!(cause instanceof ConfigurationError)) throw cause;
      throw new ConfigurationError(`${place}${cause.message}`, cause.issues, { cause });
    }
  });
}

// --- internal ---

const creators: Readonly<Record<string, (options: object, artifacts: string) => Trainer>> = {
  command: (options, artifacts) => createCommandTrainer({ artifacts, ...options } as CommandTrainerOptions),
  http: (options) => createHttpTrainer(options as HttpTrainerOptions),
};
