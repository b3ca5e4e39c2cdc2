import { readFile, stat } from 'node:fs/promises';
import { ConfigurationError } from '../../terms/errors.ts';

/** What a worker is given by its flags. */
export interface WorkerPlaces {
  dataRoot?: string | undefined;
  bundle?: string | undefined;
}

/**
 * Looks at what a worker is given before it polls.
 *
 * @returns what may appear later, such as a volume that is mounted then: a sentence each
 * @throws ConfigurationError for what can never work
 */
export async function lookAtPlaces({ dataRoot, bundle }: WorkerPlaces): Promise<string[]> {
  if (bundle !== undefined) await refuseNoBundle(bundle);
  const why = dataRoot === undefined ? undefined : await whyNoDataRoot(dataRoot);
  return why === undefined ? [] : [why];
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
