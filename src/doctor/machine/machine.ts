import type { Finding } from '../check.ts';

/** What can be looked at without a server: the program itself, and what a worker on this machine would use. */
export interface Machine {
  env: NodeJS.ProcessEnv;
  /** `process.versions.node` */
  nodeVersion: string;
  /** Version of an installed package; `undefined` if it is not there. */
  versionOf: (name: string) => string | undefined;
  /** Folder of registry and artifacts. */
  home: string;
  /** `sqlite:<file>` or `mlflow:<url>`. @default an SQLite file in the home */
  registry?: string | undefined;
}

/** One check a file, as for the server. It throws when it could not run. */
export interface MachineCheck {
  readonly name: string;
  run(machine: Machine): Promise<Omit<Finding, 'check'>[]> | Omit<Finding, 'check'>[];
}

/**
 * What helps where nothing can be written.
 *
 * @param cause with the code of the failure, if it has one
 * @param permitted what the worker's user is to be let do
 * @param options that name another place
 */
export function fixOfPlace(cause: string, permitted: string, options: string): string {
  if (cause.includes('(ENOTDIR)')) return `that is a file: name a folder, with ${options}`;
  const isOther = /\(E[A-Z]+\)/.test(cause) && !/\(E(?:ACCES|PERM)\)/.test(cause);
  return isOther
    ? `name another place, with ${options}`
    : `let the worker's user ${permitted}, or name another with ${options}`;
}
