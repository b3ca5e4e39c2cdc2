import { bumpSemVer, higherName, parseSemVer } from '../../terms/semver.ts';
import { checkAliasRequest, checkRegisterRequest } from '../check-request.ts';
import { fenced } from '../refusals.ts';
import type {
  Alias,
  AliasChange,
  AliasRequest,
  AliasState,
  FencingToken,
  ModelRegistry,
  ModelVersion,
  RegisterRequest,
} from '../registry.ts';
import { artifactPlaces } from './artifact-place.ts';
import { aliasTarget, changeAlias } from './change-alias.ts';
import { openConnection, type Connection } from './connection.ts';
import { safeText, type SqliteDriver, type SqliteLibrary, type SqlRow } from './driver.ts';
import { changeColumns, toAliasChange, toModelVersion, versionColumns, versionDigest } from './rows.ts';
import { unusable } from './sqlite-error.ts';

/**
 * The file, and how patient its writers are.
 *
 * @example
 * ```ts
 * const registry = openSqliteRegistry({ path: './.temporal-retrain/registry.sqlite' });
 * ```
 */
export interface SqliteRegistryOptions {
  /** The file; it and its directory are created if absent. `:memory:` keeps nothing. */
  path: string;
  /** @default `node:sqlite` if this Node has it, otherwise `libsql` */
  library?: SqliteLibrary;
  /** How long a call waits for another process's transaction. @default 10000 */
  busyTimeoutMs?: number;
  /** @default Date.now */
  now?: () => number;
}

/** Opens the registry in a file, and creates the file if absent. */
export async function openSqliteRegistry(options: SqliteRegistryOptions): Promise<ModelRegistry> {
  const { path, library, busyTimeoutMs = 10_000, now = Date.now } = options;
  return new SqliteRegistry(await openConnection({ path, library, busyTimeoutMs }), path, now);
}

// --- internal ---

/**
 * The registry in one SQLite file, for one machine. Several processes may use it at once: every change is one short
 * transaction that takes the write lock first, and is on disk before the call returns.
 */
class SqliteRegistry implements ModelRegistry {
  readonly name: string;
  private readonly connection: Connection;
  private readonly now: () => number;
  private readonly inPlace: ReturnType<typeof artifactPlaces>;

  constructor(connection: Connection, path: string, now: () => number) {
    this.name = `sqlite ${path}`;
    this.connection = connection;
    this.now = now;
    this.inPlace = artifactPlaces(path);
  }

  async identity(): Promise<string> {
    const [row] = await this.connection.read('reading its identity', (sql) =>
      sql.all(`SELECT ${safeText('id')}, ${safeText('copy')} FROM identity`)
    );
    if (row && row['id'] === row['copy']) return String(row['id']);
    throw unusable(this.name, 'its identity is gone or damaged', 'restore it from a backup');
  }

  async register(request: RegisterRequest): Promise<ModelVersion> {
    checkRegisterRequest(request);
    return this.connection.write('registering a version', (sql) => {
      raiseFence(sql, request.model, request);
      const [known] = sql.all(
        `SELECT ${versionColumns} FROM versions WHERE model = ? AND retrain_id = ?`,
        request.model,
        request.retrainId
      );
      return this.toVersion(known ?? insertVersion(sql, request, this.now()));
    });
  }

  async version(model: string, version: string): Promise<ModelVersion | undefined> {
    const sql = `SELECT ${versionColumns} FROM versions WHERE model = ? AND version = ?`;
    return this.connection.read('reading a version', (db) => this.first(db.all(sql, model, version)));
  }

  async aliased(model: string, alias: Alias): Promise<AliasState | undefined> {
    return this.connection.read('reading an alias', (sql) => {
      const target = aliasTarget(sql, model, alias);
      if (!target || target.version === null) return undefined;
      const query = `SELECT ${versionColumns} FROM versions WHERE model = ?1 AND version = ?2 AND (?3 IS NULL OR id = ?3)`;
      const found = this.first(sql.all(query, model, target.version, target.id));
      return { version: target.version, ...(found ? { found } : {}) };
    });
  }

  async latestModel(streamId: string): Promise<ModelVersion | undefined> {
    const sql = `SELECT ${versionColumns} FROM versions
      WHERE id = (SELECT max(version_id) FROM streams WHERE stream = ?)`;
    return this.connection.read('looking up a stream', (db) => this.first(db.all(sql, streamId)));
  }

  async versions(model: string): Promise<ModelVersion[]> {
    const sql = `SELECT ${versionColumns} FROM versions WHERE model = ? ORDER BY id DESC`;
    return this.connection.read('listing versions', (db) => db.all(sql, model).map((row) => this.toVersion(row)));
  }

  async setAlias(asked: AliasRequest): Promise<AliasChange> {
    const request = checkAliasRequest(asked);
    return this.connection.write('changing an alias', (sql) => {
      if (request.token) raiseFence(sql, request.model, request.token);
      return changeAlias(sql, request, this.now());
    });
  }

  async history(model: string, alias?: Alias): Promise<AliasChange[]> {
    const sql = `SELECT ${changeColumns} FROM alias_changes
      WHERE model = ? AND (? IS NULL OR alias = ?) ORDER BY seq`;
    return this.connection.read('reading the history', (db) =>
      db.all(sql, model, alias ?? null, alias ?? null).map(toAliasChange)
    );
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  // --- internal ---

  private toVersion(row: SqlRow): ModelVersion {
    const version = toModelVersion(row);
    return { ...version, artifact: this.inPlace(version.artifact) };
  }

  private first([row]: SqlRow[]): ModelVersion | undefined {
    return row && this.toVersion(row);
  }
}

function raiseFence(sql: SqliteDriver, model: string, token: FencingToken): void {
  const seen = highestAttempt(sql, model, token.retrainId);
  if (seen !== undefined && token.attempt < seen) throw fenced(model, token, seen);
  if (seen !== token.attempt) setFence(sql, model, token);
}

function highestAttempt(sql: SqliteDriver, model: string, retrainId: string): number | undefined {
  const [row] = sql.all('SELECT attempt FROM fences WHERE model = ? AND retrain_id = ?', model, retrainId);
  return row && Number(row['attempt']);
}

function setFence(sql: SqliteDriver, model: string, token: FencingToken): void {
  sql.all(
    'INSERT INTO fences VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET attempt = excluded.attempt',
    model,
    token.retrainId,
    token.attempt
  );
}

function highest(sql: SqliteDriver, model: string): SqlRow[] {
  const order = 'major DESC, minor DESC, patch DESC';
  return sql.all(`SELECT ${versionColumns} FROM versions WHERE model = ? ORDER BY ${order} LIMIT 1`, model);
}

/** The highest name that the model has ever used; empty before the first. */
function highestName(sql: SqliteDriver, model: string): string {
  const order = 'major DESC, minor DESC, patch DESC';
  const [row] = sql.all(`SELECT major, minor, patch FROM names WHERE model = ? ORDER BY ${order} LIMIT 1`, model);
  return row ? `${row['major']}.${row['minor']}.${row['patch']}` : '';
}

function insertVersion(sql: SqliteDriver, request: RegisterRequest, now: number): SqlRow {
  const [highestRow] = highest(sql, request.model);
  const before = highestRow && toModelVersion(highestRow);
  const version = bumpSemVer(higherName(highestName(sql, request.model), request.above ?? ''), request.bump);
  const rank = parseSemVer(version);
  if (!rank) throw new Error(`bumpSemVer gave ${version}`);
  sql.all('INSERT INTO names VALUES (?, ?, ?, ?)', request.model, rank.major, rank.minor, rank.patch);
  const streams = [...new Set(request.streams ?? before?.streams)].sort();
  const row = {
    model: request.model,
    version,
    ...rank,
    retrain_id: request.retrainId,
    attempt: request.attempt,
    created_at: now,
    artifact_uri: request.artifact.uri,
    artifact_sha256: request.artifact.sha256,
    artifact_bytes: request.artifact.bytes,
    metrics: JSON.stringify(request.metrics),
    lineage: JSON.stringify(request.lineage),
    streams: JSON.stringify(streams),
  };
  const stored: SqlRow = { ...row, digest: versionDigest(row) };
  sql.all('INSERT INTO models VALUES (?, ?) ON CONFLICT DO NOTHING', request.model, now);
  const columns = Object.keys(stored);
  const [inserted] = sql.all(
    `INSERT INTO versions (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) RETURNING id`,
    ...Object.values(stored)
  );
  for (const stream of streams) sql.all('INSERT INTO streams VALUES (?, ?)', stream, inserted?.['id'] ?? null);
  return stored;
}
