import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '../../../terms/errors.ts';

/**
 * Takes a folder for this process, or refuses. The lock is the operating system's, on a file of SQLite's: it goes with the
 * process however that ends, and no process that has got the same number later is taken for its holder.
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
      `The spool \`${directory}\` is used by ${holderIn(holder)}; give every process a folder of its own, or wait until that one has ended`,
      [{ field: 'spool.directory', message: 'is used by another process' }],
      { cause }
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

/** `node:sqlite` where this Node has it, else the prebuilt `libsql`; loaded only where there is a spool. */
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
