import { link, open, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigurationError } from '../../terms/errors.ts';
import { checkFile, checkReferences, schemaVersion, untilFree } from './check-file.ts';
import { openDriver, type SqliteDriver, type SqliteLibrary } from './driver.ts';
import { changeColumns, toAliasChange, toModelVersion, versionColumns } from './rows.ts';
import { toRegistryError, unusable } from './sqlite-error.ts';

/** A copy of a registry file, and what was read back from it. */
export interface RegistryBackup {
  /** The registry. */
  registry: string;
  /** The copy. */
  file: string;
  bytes: number;
  /** How many models it has. */
  models: number;
  /** How many versions, of all models. */
  versions: number;
  /** Changes of aliases. */
  changes: number;
}

/**
 * Copies a registry file as it is at one moment, also while workers write to it, and reads the whole copy back before
 * it gets its name. Changes nothing in the registry: its schema stays that of the workers.
 *
 * @throws ConfigurationError when there is a file of that name already; RegistryError
 */
export async function backUpRegistry(from: string, to: string, library?: SqliteLibrary): Promise<RegistryBackup> {
  const [registry, file] = [resolve(from), resolve(to)];
  const found = await stat(registry).catch(() => undefined);
  if (!found?.isFile()) throw unusable(registry, 'there is no such file', 'name the file that the worker has');
  if (await stat(file).catch(() => undefined)) throw taken(file);
  // In the folder of the copy: to give a file its name there takes no second copy.
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    await withDriver(registry, library, 'being backed up', async (sql) => {
      await untilFree(registry, patienceMs, 'being checked', () => {
        checkFile(sql, registry);
        if (schemaVersion(sql) === 0)
          throw unusable(registry, 'it holds no registry yet', 'start a worker on it first');
      });
      await untilFree(registry, patienceMs, 'being copied', () => sql.all('VACUUM INTO ?', unfinished));
    });
    const counts = await withDriver(unfinished, library, 'being read back', (sql) =>
      Promise.resolve(readBack(sql, to))
    );
    await onDisk(unfinished);
    await link(unfinished, file).catch((cause: NodeJS.ErrnoException) => {
      throw cause.code === 'EEXIST' ? taken(file) : cause;
    });
    await onDisk(dirname(file));
    const { size: bytes } = await stat(file);
    return { registry, file, bytes, ...counts };
  } catch (error) {
    throw error instanceof ConfigurationError ? error : toRegistryError(error, registry, 'being backed up');
  } finally {
    await rm(unfinished, { force: true });
  }
}

// --- internal ---

/** Others hold the file for moments only. */
const patienceMs = 10_000;

type Counts = Pick<RegistryBackup, 'models' | 'versions' | 'changes'>;

/** Every row, with its digest: throws where one is not as it was written. */
function readBack(sql: SqliteDriver, path: string): Counts {
  checkFile(sql, path);
  checkReferences(sql, path);
  const versions = sql.all(`SELECT ${versionColumns} FROM versions`).map(toModelVersion);
  return { models: count(sql, 'models'), versions: versions.length, changes: changesIn(sql) };
}

/** The rows of a file that is still as version 0.1.0 made it have no target: those are counted alone. */
function changesIn(sql: SqliteDriver): number {
  if (schemaVersion(sql) < 2) return count(sql, 'alias_changes');
  return sql.all(`SELECT ${changeColumns} FROM alias_changes`).map(toAliasChange).length;
}

function count(sql: SqliteDriver, table: string): number {
  const [row] = sql.all(`SELECT count(*) AS n FROM ${table}`);
  return Number(row?.['n']);
}

async function withDriver<T>(
  path: string,
  library: SqliteLibrary | undefined,
  doing: string,
  work: (sql: SqliteDriver) => Promise<T>
): Promise<T> {
  const sql = await openDriver(path, library).catch((error: unknown): never => {
    throw toRegistryError(error, path, doing);
  });
  try {
    return await work(sql);
  } finally {
    sql.close();
  }
}

/** Waits until a file, or the names in a folder, would survive a power cut. */
async function onDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function taken(file: string): ConfigurationError {
  return new ConfigurationError(
    `Expected \`${file}\` not to be there yet, as a backup overwrites nothing; name another file`
  );
}
