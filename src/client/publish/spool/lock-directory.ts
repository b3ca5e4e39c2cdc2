import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '../../../terms/errors.ts';

/**
 * Locks a folder for this process, or refuses. It is an operating system lock on an SQLite file: it is released when
 * the process ends in any way, and a later process with the same pid is not mistaken for its holder.
 *
 * @throws ConfigurationError when another process, or another client of this one, has it
 */
export function lockDirectory(directory: string): () => void {
  const database = openDatabase(join(directory, 'lock.db'));
  const holder = join(directory, 'holder.txt');
  try {
    database.exec('PRAGMA busy_timeout = 0');
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (!/lock|busy/i.test((cause as Error).message)) throw cause;
    throw new ConfigurationError(
      `The spool \`${directory}\` is used by ${holderIn(holder)}; give every process its own folder, or wait until that one has ended`,
      { issues: [{ field: 'spool.directory', message: 'is used by another process' }], cause }
    );
  }
  writeFileSync(holder, `process ${process.pid} on ${hostname()}\n`);
  return () => database.close();
}

// --- internal ---

interface Database {
  exec(sql: string): unknown;
  close(): void;
}

/** `node:sqlite` if this Node has it, else the prebuilt `libsql`; loaded only when there is a spool. */
function openDatabase(path: string): Database {
  const builtin = process.getBuiltinModule?.('node:sqlite') as
    { DatabaseSync: new (path: string) => Database } | undefined;
  if (builtin) return new builtin.DatabaseSync(path);
  const libsql = createRequire(import.meta.url)('libsql') as new (path: string) => Database;
  return new libsql(path);
}

function holderIn(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim().slice(0, 200) || 'another process';
  } catch {
    return 'another process';
  }
}
