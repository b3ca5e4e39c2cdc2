import { reusedChangeId, unexpectedVersion, unknownVersion } from '../refusals.ts';
import type { Alias, AliasChange, AliasRequest } from '../registry.ts';
import type { SqliteDriver } from './driver.ts';
import { changeColumns, changeDigest, toAliasChange } from './rows.ts';

export interface AliasTarget {
  version: string | null;
  /** Id of the exact version it was set for; `null` if only its name was kept. */
  id: number | null;
}

/** Where an alias points; `undefined` if it was never set. */
export function aliasTarget(sql: SqliteDriver, model: string, alias: Alias): AliasTarget | undefined {
  const [row] = sql.all(
    `SELECT ${changeColumns} FROM alias_changes WHERE model = ? AND alias = ? ORDER BY seq DESC LIMIT 1`,
    model,
    alias
  );
  if (!row) return undefined;
  const id = row['target_id'];
  return { version: toAliasChange(row).to, id: typeof id === 'number' ? id : null };
}

/** Moves an alias in a transaction that holds the write lock; returns the first answer for a known `changeId`. */
export function changeAlias(sql: SqliteDriver, request: AliasRequest, now: number): AliasChange {
  const { model, alias, version, changeId, expected } = request;
  const asked = JSON.stringify({ alias, version, expected });
  const [known] = sql.all(
    `SELECT ${changeColumns} FROM alias_changes WHERE model = ? AND change_id = ? AND derived = 0`,
    model,
    changeId
  );
  if (known) {
    if (known['request'] !== asked) throw reusedChangeId(request);
    return toAliasChange(known);
  }
  if (!exists(sql, model, version)) throw unknownVersion(model, version);
  const before = aliasTarget(sql, model, alias);
  const from = before?.version ?? null;
  if (expected !== undefined && expected !== from) throw unexpectedVersion(request, from);
  const id = version === null ? null : idOf(sql, model, version);
  const change = append(sql, request, { alias, from, to: version, id, derived: 0, asked, now });
  if (alias === 'champion' && before && from !== null && version !== null && from !== version) {
    const previous = aliasTarget(sql, model, 'previous')?.version ?? null;
    if (previous !== from)
      append(sql, request, { alias: 'previous', from: previous, to: from, id: before.id, derived: 1, asked, now });
  }
  return change;
}

// --- internal ---

interface Move {
  alias: Alias;
  from: string | null;
  to: string | null;
  id: number | null;
  derived: 0 | 1;
  asked: string;
  now: number;
}

function append(sql: SqliteDriver, request: AliasRequest, move: Move): AliasChange {
  const row = {
    model: request.model,
    alias: move.alias,
    from_version: move.from,
    to_version: move.to,
    at: move.now,
    change_id: request.changeId,
    derived: move.derived,
    request: move.asked,
    reason: request.reason,
    actor: request.actor,
    target_id: move.id,
  };
  const stored = { ...row, digest: changeDigest(row) };
  const columns = Object.keys(stored);
  sql.all(
    `INSERT INTO alias_changes (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    ...Object.values(stored)
  );
  return toAliasChange(stored);
}

function idOf(sql: SqliteDriver, model: string, version: string): number | null {
  const [row] = sql.all('SELECT id FROM versions WHERE model = ? AND version = ?', model, version);
  return row ? Number(row['id']) : null;
}

function exists(sql: SqliteDriver, model: string, version: string | null): boolean {
  return version === null
    ? sql.all('SELECT 1 FROM models WHERE model = ?', model).length > 0
    : sql.all('SELECT 1 FROM versions WHERE model = ? AND version = ?', model, version).length > 0;
}
