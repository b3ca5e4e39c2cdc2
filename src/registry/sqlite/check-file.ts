import { setTimeout as sleep } from 'node:timers/promises';
import type { RegistryError } from '../../terms/errors.ts';
import { safeText, type SqliteDriver } from './driver.ts';
import { applicationId, migrations } from './schema.ts';
import { isBusy, toRegistryError, unusable } from './sqlite-error.ts';

/** Runs `work` until no other process holds the file, at most for that long. */
export async function untilFree<T>(path: string, patienceMs: number, doing: string, work: () => T): Promise<T> {
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

/** Refuses other programs' databases before anything is written to them. */
export function checkFile(sql: SqliteDriver, path: string): void {
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
export function checkReferences(sql: SqliteDriver, path: string): void {
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

/** A file that a later version of this program has upgraded is not touched. */
export function refuseNewer(path: string, version: number): void {
  if (version > migrations.length)
    throw unusable(
      path,
      `its schema version is ${version}, this program knows versions up to ${migrations.length}`,
      'upgrade temporal-retrain'
    );
}

/** Which migrations a file has seen; 0: none. */
export function schemaVersion(sql: SqliteDriver): number {
  return Number(sql.all('PRAGMA user_version')[0]?.['user_version']);
}

// --- internal ---

/** SQLite itself waits this long for a lock, which blocks the event loop; timers do the rest of the waiting. */
const blockingWaitMs = 20;

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
