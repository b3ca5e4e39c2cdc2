import { createHash } from 'node:crypto';
import type { Lineage } from '../../core/state/lineage.ts';
import { RegistryError } from '../../terms/errors.ts';
import type { Alias, AliasChange, ModelVersion } from '../registry.ts';
import { safeText, type SqlRow, type SqlValue } from './driver.ts';

/** The columns a row's digest covers, in order. SQLite has no checksums: a flipped bit reads as good data. */
const versionFields = [
  'model',
  'version',
  'retrain_id',
  'attempt',
  'created_at',
  'artifact_uri',
  'artifact_sha256',
  'artifact_bytes',
  'metrics',
  'lineage',
  'streams',
] as const;

const changeFields = [
  'model',
  'alias',
  'from_version',
  'to_version',
  'at',
  'change_id',
  'derived',
  'request',
  'reason',
  'actor',
] as const;

export type VersionRow = Record<(typeof versionFields)[number], SqlValue>;
export type ChangeRow = Record<(typeof changeFields)[number], SqlValue> & { target_id?: SqlValue };

/** What to select for `toModelVersion`. */
export const versionColumns: string = selected([...versionFields, 'digest']);
/** What to select for `toAliasChange`. */
export const changeColumns: string = selected([...changeFields, 'target_id', 'digest']);

export function versionDigest(row: VersionRow): string {
  return digest(versionFields.map((field) => row[field]));
}

/** Older rows, from before the target's id was kept, have a digest without it. */
export function changeDigest(row: ChangeRow): string {
  const target = row.target_id ?? null;
  return digest([...changeFields.map((field) => row[field]), ...(target === null ? [] : [target])]);
}

/** The version in a row; throws if the row is not what was written. */
export function toModelVersion(row: SqlRow): ModelVersion {
  check(row, versionDigest(row as VersionRow), `version \`${row['version']}\` of model \`${row['model']}\``);
  return {
    model: String(row['model']),
    version: String(row['version']),
    createdAt: Number(row['created_at']),
    artifact: {
      uri: String(row['artifact_uri']),
      sha256: String(row['artifact_sha256']),
      bytes: Number(row['artifact_bytes']),
    },
    metrics: JSON.parse(String(row['metrics'])) as Record<string, number>,
    lineage: JSON.parse(String(row['lineage'])) as Lineage,
    streams: JSON.parse(String(row['streams'])) as string[],
  };
}

export function toAliasChange(row: SqlRow): AliasChange {
  check(row, changeDigest(row as ChangeRow), `a change of alias \`${row['alias']}\` of model \`${row['model']}\``);
  return {
    model: String(row['model']),
    alias: row['alias'] as Alias,
    from: text(row['from_version']),
    to: text(row['to_version']),
    at: Number(row['at']),
    changeId: String(row['change_id']),
    reason: String(row['reason']),
    actor: String(row['actor']),
  };
}

// --- internal ---

function selected(fields: string[]): string {
  const numbers = new Set(['attempt', 'created_at', 'artifact_bytes', 'at', 'derived', 'target_id']);
  return fields.map((field) => (numbers.has(field) ? field : safeText(field))).join(', ');
}

function digest(values: (SqlValue | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}

function check(row: SqlRow, computed: string, subject: string): void {
  if (row['digest'] === computed) return;
  throw new RegistryError(
    `Expected the stored row of ${subject} to have SHA-256 ${row['digest']}, got ${computed}: the registry file is damaged; restore it from a backup`,
    { permanent: true }
  );
}

function text(value: SqlValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
