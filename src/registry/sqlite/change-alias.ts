import { reusedChangeId, unexpectedVersion, unknownVersion } from '../refusals.ts';
import type { Alias, AliasChange, AliasRequest } from '../registry.ts';
import type { SqliteDriver } from './driver.ts';
import { safeText } from './driver.ts';
import { changeColumns, changeDigest, toAliasChange } from './rows.ts';

/** Query for where alias `?2` of model `?1` points: no row when it never pointed anywhere. */
export const aliasTarget =
  'SELECT to_version FROM alias_changes WHERE model = ?1 AND alias = ?2 ORDER BY seq DESC LIMIT 1';

/** Moves an alias inside a transaction that holds the write lock; gives the first answer again for a known `changeId`. */
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
  const from = pointsAt(sql, model, alias);
  if (expected !== undefined && expected !== from) throw unexpectedVersion(request, from);
  const change = append(sql, request, { alias, from, to: version, derived: 0, asked, now });
  if (alias === 'champion' && from !== null && version !== null && from !== version) {
    const before = pointsAt(sql, model, 'previous');
    if (before !== from) append(sql, request, { alias: 'previous', from: before, to: from, derived: 1, asked, now });
  }
  return change;
}

// --- internal ---

interface Move {
  alias: Alias;
  from: string | null;
  to: string | null;
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
  };
  const stored = { ...row, digest: changeDigest(row) };
  const columns = Object.keys(stored);
  sql.all(
    `INSERT INTO alias_changes (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    ...Object.values(stored)
  );
  return toAliasChange(stored);
}

function pointsAt(sql: SqliteDriver, model: string, alias: Alias): string | null {
  const [row] = sql.all(`SELECT ${safeText('to_version')} FROM (${aliasTarget})`, model, alias);
  const version = row?.['to_version'];
  return version === null || version === undefined ? null : String(version);
}

function exists(sql: SqliteDriver, model: string, version: string | null): boolean {
  return version === null
    ? sql.all('SELECT 1 FROM models WHERE model = ?', model).length > 0
    : sql.all('SELECT 1 FROM versions WHERE model = ? AND version = ?', model, version).length > 0;
}
