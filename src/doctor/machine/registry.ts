import { access, constants, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { whyNotMade } from '../../folders/make-folder.ts';
import { ConfigurationError } from '../../terms/errors.ts';
import { openRegistry } from '../../registry/open-registry.ts';
import type { Finding } from '../check.ts';
import { fixOfPlace, type MachineCheck } from './machine.ts';
import { shownAddress } from '../../terms/shown-address.ts';

/** The registry of this machine's worker can be read and written. Makes none where there is none. */
export const registryCheck: MachineCheck = {
  name: 'registry',
  async run({ env, home, registry }) {
    const file = registry === undefined ? join(home, 'registry.db') : sqliteFile(registry);
    const place = registry ?? `sqlite:${file}`;
    const found = file === undefined ? undefined : await stat(file).catch(() => undefined);
    if (found?.isDirectory()) return [fault(place, new NoFileError('there is a folder in its place'))];
    if (file !== undefined && !found) {
      const why = await whyNotMade(file);
      if (why !== undefined) return [fault(place, why)];
      return [
        {
          status: 'ok',
          text: `there is no registry at ${file} yet: a worker with this ${registry === undefined ? 'home' : 'registry'} makes it; what others have is told below, under registries`,
        },
      ];
    }
    try {
      if (file !== undefined) await access(file, constants.R_OK | constants.W_OK);
      // To open a file takes its write lock for a moment.
      const opened = await openRegistry(place, env);
      try {
        await opened.aliased('doctor:check', 'champion');
      } finally {
        await opened.close?.();
      }
    } catch (error) {
      return [fault(place, error)];
    }
    const written = file === undefined ? 'can be read (writing was not tried)' : 'can be read and written';
    return [{ status: 'ok', text: `registry ${shown(place)} ${written}` }];
  },
};

// --- internal ---

function sqliteFile(registry: string): string | undefined {
  return /^sqlite:(.+)$/s.exec(registry)?.[1];
}

/** Where a registry is: the path of a file may have any signs. */
function shown(place: string): string {
  return sqliteFile(place) === undefined ? shownAddress(place) : place;
}

function fault(place: string, error: unknown): Omit<Finding, 'check'> {
  return {
    status: 'fault',
    text: `registry ${shown(place) || '(an empty address)'} cannot be used`,
    cause: error instanceof Error ? error.message : String(error),
    fix: fixOf(place, error),
  };
}

function fixOf(place: string, error: unknown): string {
  const isUrl = !place.startsWith('mlflow:') || URL.canParse(place.slice('mlflow:'.length));
  if (error instanceof ConfigurationError || !isUrl)
    return 'write the address as sqlite:<file> or mlflow:<url> in --registry or TEMPORAL_RETRAIN_REGISTRY, or leave it out';
  if (sqliteFile(place) === undefined)
    return 'start MLflow, or correct --registry, TEMPORAL_RETRAIN_REGISTRY or the MLFLOW_TRACKING_… credentials';
  if (isDamaged(error))
    return 'move the file away or bring it back from a backup, or name another with --registry or --home';
  if (error instanceof NoFileError) return 'name a file, not a folder, with --registry or --home';
  return fixOfPlace(String(error), 'write the file and its folder', '--registry or --home');
}

class NoFileError extends Error {}

/** SQLite's own words for what it cannot read. */
function isDamaged(error: unknown): boolean {
  return error instanceof Error && (/not a database|malformed/i.test(error.message) || isDamaged(error.cause));
}
