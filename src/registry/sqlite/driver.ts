/** Values to bind to a statement and to read from it. All our integers fit a double. */
export type SqlValue = string | number | null;
export type SqlRow = Record<string, SqlValue>;

/** The part of an SQLite library that we need. Synchronous: a statement on a local file takes microseconds. */
export interface SqliteDriver {
  readonly library: SqliteLibrary;
  /** Any number of statements, without parameters or rows. */
  exec(sql: string): void;
  /** One statement, all its rows. Select text that may be damaged through `safeText`. */
  all(sql: string, ...values: SqlValue[]): SqlRow[];
  close(): void;
}

/**
 * A column of text as bytes; `all` decodes them, and throws SQLITE_CORRUPT for bytes that are not UTF-8. With plain
 * text, one flipped bit would make libsql abort the whole process.
 */
export function safeText(column: string): string {
  return `CAST(${column} AS BLOB) AS ${column}`;
}

export type SqliteLibrary = 'node:sqlite' | 'libsql';

/**
 * Opens a file with `node:sqlite` if this Node has it (22.13 and later), otherwise with the prebuilt `libsql`. Neither
 * is compiled at installation, and the unused one is never loaded.
 */
export async function openDriver(path: string, library?: SqliteLibrary): Promise<SqliteDriver> {
  const wanted = library ?? (builtin() ? 'node:sqlite' : 'libsql');
  return wanted === 'libsql' ? openLibsql(path) : openBuiltin(path);
}

/** SQLite's own result code of an error of either library; `undefined` if it did not come from SQLite. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { errcode, rawCode } = error as { errcode?: unknown; rawCode?: unknown };
  const code = errcode ?? rawCode;
  if (typeof code === 'number') return code & primaryCodeMask;
  // libsql reports a failed open only in its message.
  const opening = /Unable to open connection to local database .*: (\d+)"?\)?$/.exec(error.message);
  return opening ? Number(opening[1]) & primaryCodeMask : undefined;
}

/** Whether this Node includes SQLite. */
export function hasBuiltinSqlite(): boolean {
  return builtin() !== undefined;
}

// --- internal ---

/** Extended result codes keep the primary one in their low byte. */
const primaryCodeMask = 0xff;

/** SQLITE_CORRUPT. */
const corruptCode = 11;

interface Statement {
  all(...values: SqlValue[]): unknown[];
}

interface BuiltinSqlite {
  DatabaseSync: new (path: string) => { exec(sql: string): void; prepare(sql: string): Statement; close(): void };
}

function openBuiltin(path: string): SqliteDriver {
  const sqlite = builtin();
  if (!sqlite) throw new Error(`node:sqlite is not part of Node ${process.versions.node}`);
  const database = new sqlite.DatabaseSync(path);
  return {
    library: 'node:sqlite',
    exec: (sql) => database.exec(sql),
    all: (sql, ...values) => decoded(database.prepare(sql).all(...values)),
    close: () => database.close(),
  };
}

async function openLibsql(path: string): Promise<SqliteDriver> {
  const { default: Database } = await import('libsql');
  const database = new Database(path);
  return {
    library: 'libsql',
    exec: (sql) => void database.exec(sql),
    all: (sql, ...values) => {
      const statement = database.prepare(sql);
      // One array: libsql takes a lone `null` for a set of named parameters.
      if (statement.reader) return decoded(statement.all(values));
      statement.run(values);
      return [];
    },
    close: () => void database.close(),
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** None of our columns is a blob: bytes are text that was selected through `safeText`. */
function decoded(rows: unknown[]): SqlRow[] {
  for (const row of rows as Record<string, unknown>[])
    for (const [column, value] of Object.entries(row))
      if (value instanceof ArrayBuffer || value instanceof Uint8Array) row[column] = decode(value);
  return rows as SqlRow[];
}

function decode(bytes: ArrayBuffer | Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw Object.assign(new Error('stored text is not UTF-8', { cause }), { errcode: corruptCode });
  }
}

let loaded: { sqlite: BuiltinSqlite | undefined } | undefined;

function builtin(): BuiltinSqlite | undefined {
  const { sqlite } = (loaded ??= { sqlite: quietly(() => process.getBuiltinModule?.('node:sqlite') as BuiltinSqlite) });
  return sqlite;
}

/**
 * Loading it prints once, on the stderr of the calling program, that it is experimental. `load` is synchronous, so no
 * other warning is lost.
 */
function quietly<T>(load: () => T): T {
  const emitWarning = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    if (emitWarning) Object.defineProperty(process, 'emitWarning', emitWarning);
  }
}
