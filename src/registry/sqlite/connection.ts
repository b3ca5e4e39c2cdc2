import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../../folders/make-folder.ts';
import { closed } from '../refusals.ts';
import { checkFile, checkReferences, refuseNewer, schemaVersion, untilFree } from './check-file.ts';
import { openDriver, type SqliteDriver, type SqliteLibrary } from './driver.ts';
import { applicationId, migrations } from './schema.ts';
import { toRegistryError, unusable } from './sqlite-error.ts';

/** A connection to a registry file, with short transactions that wait for other processes but do not block this one. */
export interface Connection {
  readonly library: SqliteLibrary;
  read<T>(doing: string, work: (sql: SqliteDriver) => T): Promise<T>;
  /** Runs `work` in a transaction that holds the write lock from its start: it sees what it changes. May run again. */
  write<T>(doing: string, work: (sql: SqliteDriver) => T): Promise<T>;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  path: string;
  library?: SqliteLibrary;
  busyTimeoutMs: number;
}

/** Opens and checks the file, and creates or upgrades it if needed. */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const { path, busyTimeoutMs } = options;
  const patient = <T>(doing: string, work: () => T) => untilFree(path, busyTimeoutMs, doing, work);
  await prepareDirectory(path);
  let sql: SqliteDriver;
  try {
    sql = await openDriver(path, options.library);
  } catch (error) {
    throw toRegistryError(error, path, 'opening it');
  }
  try {
    await patient('opening it', () => checkFile(sql, path));
    await patient('setting it up', () => configure(sql, path));
    await patient('upgrading its schema', () => transaction(sql, () => migrate(sql, path)));
    await patient('checking it', () => checkReferences(sql, path));
  } catch (error) {
    sql.close();
    throw error;
  }
  let open = true;
  const whileOpen = <T>(doing: string, work: () => T): Promise<T> =>
    patient(doing, () => {
      if (!open) throw closed(path);
      return work();
    });
  return {
    library: sql.library,
    read: (doing, work) => whileOpen(doing, () => work(sql)),
    write: (doing, work) => whileOpen(doing, () => transaction(sql, () => work(sql))),
    close: async () => {
      if (!open) return;
      open = false;
      // Makes the one file the whole registry, and a copy of it a backup. If a reader blocks this, the data stays in
      // the -wal file next to it.
      sql.all('PRAGMA wal_checkpoint(TRUNCATE)');
      sql.close();
    },
  };
}

// --- internal ---

function transaction<T>(sql: SqliteDriver, work: () => T): T {
  sql.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    sql.exec('COMMIT');
    return result;
  } catch (error) {
    try {
      sql.exec('ROLLBACK');
    } catch {
      // SQLite has already rolled back by itself (disk full, I/O error).
    }
    throw error;
  }
}

async function prepareDirectory(path: string): Promise<void> {
  if (path === ':memory:') return;
  try {
    await makeFolder(dirname(path));
  } catch (error) {
    throw toRegistryError(error, path, 'making its directory');
  }
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile())
    throw unusable(path, 'it is a directory or a device', 'give the path of a file, such as `registry.db` in it');
}

function configure(sql: SqliteDriver, path: string): void {
  const mode = sql.all('PRAGMA journal_mode = WAL')[0]?.['journal_mode'];
  if (mode !== 'wal' && path !== ':memory:')
    throw unusable(path, `its journal mode stays \`${mode}\` instead of \`wal\``, 'put it on a local disk');
  sql.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF');
  // Every change goes on into the file itself, if nobody reads it just then: changes are few, and whoever copies that
  // file alone loses none.
  sql.all('PRAGMA wal_autocheckpoint = 1');
}

function migrate(sql: SqliteDriver, path: string): void {
  const version = schemaVersion(sql);
  refuseNewer(path, version);
  for (const [index, statements] of migrations.entries()) {
    if (index < version) continue;
    sql.exec(statements);
    sql.exec(`PRAGMA user_version = ${index + 1}; PRAGMA application_id = ${applicationId}`);
  }
}
