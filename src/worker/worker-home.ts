import { join, resolve } from 'node:path';
import { makeFolder } from '../folders/make-folder.ts';
import { ConfigurationError } from '../terms/errors.ts';

/** Where a worker keeps things by default; relative to the working directory. */
export const defaultHome = '.temporal-retrain';

/** The folder that survives restarts: move it, back it up, mount it as a volume. */
export interface WorkerHome {
  path: string;
  /** The model registry, one SQLite file. */
  registryFile: string;
  /** Models and checkpoints. */
  artifacts: string;
  /** Every notice, one JSON object per line. */
  auditFile: string;
  /** The database of this home's dev server. */
  serverFile: string;
}

/** Creates the folder if it does not exist. */
export async function openWorkerHome(folder: string = defaultHome): Promise<WorkerHome> {
  const path = resolve(folder);
  const home = {
    path,
    registryFile: join(path, 'registry.db'),
    artifacts: join(path, 'artifacts'),
    auditFile: join(path, 'audit.ndjson'),
    serverFile: join(path, 'temporal.db'),
  };
  try {
    await makeFolder(home.artifacts);
  } catch (cause) {
    throw new ConfigurationError(
      `Expected the home of the worker to be a folder that can be written, got \`${path}\`: ${(cause as Error).message}; choose another one with --home`,
      { cause }
    );
  }
  return home;
}
