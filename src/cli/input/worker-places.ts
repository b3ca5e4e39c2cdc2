import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { parseText } from '../../config/file/parse-text.ts';
import { ConfigurationError } from '../../terms/errors.ts';

/** What a worker is given by its flags. */
export interface WorkerPlaces {
  dataRoot?: string | undefined;
  bundle?: string | undefined;
  /** File of more trainers. */
  trainers?: string | undefined;
}

/**
 * Looks at what a worker is given before it polls.
 *
 * @returns what may appear later, such as a volume that is mounted then: a sentence each
 * @throws ConfigurationError for what can never work
 */
export async function lookAtPlaces({ dataRoot, bundle, trainers }: WorkerPlaces): Promise<string[]> {
  if (bundle !== undefined) await refuseNoBundle(bundle);
  const why = dataRoot === undefined ? undefined : await whyNoDataRoot(dataRoot);
  return [...(why === undefined ? [] : [why]), ...(trainers === undefined ? [] : await missingPrograms(trainers))];
}

/** Why no rows can be read there now; `undefined` for a folder. */
export async function whyNoDataRoot(dataRoot: string): Promise<string | undefined> {
  const found = await stat(dataRoot).catch(() => undefined);
  if (found?.isDirectory()) return undefined;
  if (found)
    throw new ConfigurationError(
      `Expected \`--data-root\` to be a folder, got the file \`${dataRoot}\`; name the folder that it lies in`
    );
  return `There is no folder \`${dataRoot}\` (--data-root): until there is, every retrain of the in-process trainer fails; make it, or name another one`;
}

// --- internal ---

/** Programs that trainers name by a path; those of `PATH` are found, or not, when they run. */
async function missingPrograms(trainers: string): Promise<string[]> {
  // What is wrong with the file itself is told by whoever makes the trainers of it.
  const list = await readFile(trainers, 'utf8')
    .then((text) => (parseText(trainers, text, extname(trainers) === '.json').value as { trainers?: unknown }).trainers)
    .catch(() => []);
  const notes: string[] = [];
  for (const { type, name = 'command', cwd = '.', ...jobs } of Array.isArray(list) ? list.map(entryOf) : []) {
    if (type !== 'command' || typeof cwd !== 'string') continue;
    const programs = [jobs.train, jobs.evaluate].flatMap((argv) => (Array.isArray(argv) ? [String(argv[0])] : []));
    for (const program of new Set(programs)) {
      const isThere = await access(resolve(cwd, program), constants.X_OK).then(
        () => true,
        () => false
      );
      if (!program.includes('/') || isThere) continue;
      notes.push(
        `There is no program \`${program}\` that could be run (trainer \`${String(name)}\` of ${trainers}): until there is, its jobs fail; install it, or correct the file`
      );
    }
  }
  return notes;
}

function entryOf(value: unknown): CommandEntry {
  return typeof value === 'object' && value !== null ? value : {};
}

interface CommandEntry {
  type?: unknown;
  name?: unknown;
  cwd?: unknown;
  train?: unknown;
  evaluate?: unknown;
}

async function refuseNoBundle(bundle: string): Promise<void> {
  const wanted = 'Expected `--bundle` to be a file of bundled workflows';
  const next = 'make one with `bundleWorkflowCode` of @temporalio/worker, or leave the flag out';
  const code = await readFile(bundle, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw new ConfigurationError(`${wanted}, got \`${bundle}\`: ${why}; ${next}`, { cause });
  });
  // Temporal's bundler writes this name into every bundle.
  if (!code.includes('importWorkflows'))
    throw new ConfigurationError(`${wanted}, got \`${bundle}\`, which has none; ${next}`);
}
