import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from '../../folders/make-folder.ts';
import type { RegistryError } from '../../terms/errors.ts';
import { closed } from '../refusals.ts';
import { openDriver, safeText, type SqliteDriver, type SqliteLibrary } from './driver.ts';
import { applicationId, migrations } from './schema.ts';
import { isBusy, toRegistryError, unusable } from './sqlite-error.ts';

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

/** SQLite itself waits this long for a lock, which blocks the event loop; timers do the rest of the waiting. */
const blockingWaitMs = 20;

async function untilFree<T>(path: string, patienceMs: number, doing: string, work: () => T): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let pause = 2; ; pause = Math.min(pause * 2, 50)) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw toRegistryError(error, path, doing);
    }
    await sleep(pause * (0.5 + Math.random()));
  }
}

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

/** Refuses other programs' databases before anything is written to them. */
function checkFile(sql: SqliteDriver, path: string): void {
  sql.exec(`PRAGMA busy_timeout = ${blockingWaitMs}`);
  checkSchemaText(sql);
  const version = schemaVersion(sql);
  const id = Number(sql.all('PRAGMA application_id')[0]?.['application_id']);
  const tables = Number(sql.all('SELECT count(*) AS n FROM sqlite_schema')[0]?.['n']);
  const ours = id === applicationId || (id === 0 && version === 0 && tables === 0);
  if (!ours)
    throw unusable(
      path,
      `it is another program's database (application id ${id}, schema version ${version}, ${tables} tables and indexes)`,
      'choose another path'
    );
  refuseNewer(path, version);
  const [result] = sql.all(`SELECT ${safeText('integrity_check')} FROM pragma_integrity_check LIMIT 1`);
  const complaint = result?.['integrity_check'];
  if (complaint !== 'ok') throw damaged(path, String(complaint));
}

/** Damage that SQLite does not notice: rows that nothing refers to, or that refer to nothing. */
function checkReferences(sql: SqliteDriver, path: string): void {
  const dangling = sql.all('PRAGMA foreign_key_check').length;
  if (dangling > 0) throw damaged(path, `${dangling} rows refer to nothing`);
  const [streams] = sql.all(`
    SELECT (SELECT count(*) FROM versions AS v, json_each(v.streams) AS j
            WHERE NOT EXISTS (SELECT 1 FROM streams AS s WHERE s.stream = j.value AND s.version_id = v.id)) AS missing,
           (SELECT coalesce(sum(json_array_length(streams)), 0) FROM versions) AS listed,
           (SELECT count(*) FROM streams) AS stored`);
  if (streams?.['missing'] !== 0 || streams['listed'] !== streams['stored'])
    throw damaged(path, 'its index of streams does not agree with its versions');
}

function damaged(path: string, found: string): RegistryError {
  return unusable(path, `it is damaged (${found})`, 'restore it from a backup, or move it away to start an empty one');
}

/**
 * SQLite quotes a damaged schema in its message, and libsql aborts the process if the quote is not UTF-8. A schema that
 * is declared writable is read without being parsed.
 */
function checkSchemaText(sql: SqliteDriver): void {
  sql.exec('PRAGMA writable_schema = ON');
  try {
    sql.all(`SELECT ${['type', 'name', 'tbl_name', 'sql'].map(safeText).join(', ')} FROM sqlite_schema`);
  } finally {
    sql.exec('PRAGMA writable_schema = RESET');
  }
}

function configure(sql: SqliteDriver, path: string): void {
  const mode = sql.all('PRAGMA journal_mode = WAL')[0]?.['journal_mode'];
  if (mode !== 'wal' && path !== ':memory:')
    throw unusable(path, `its journal mode stays \`${mode}\` instead of \`wal\``, 'put it on a local disk');
  sql.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF');
  // Every change goes on into the file itself: changes are few, and whoever copies that file alone loses none.
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

function refuseNewer(path: string, version: number): void {
  if (version > migrations.length)
    throw unusable(
      path,
      `its schema version is ${version}, this program knows versions up to ${migrations.length}`,
      'upgrade temporal-retrain'
    );
}

function schemaVersion(sql: SqliteDriver): number {
  return Number(sql.all('PRAGMA user_version')[0]?.['user_version']);
}
