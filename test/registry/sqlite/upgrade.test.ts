import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDriver } from '../../../src/registry/sqlite/driver.ts';
import { changeDigest, versionDigest } from '../../../src/registry/sqlite/rows.ts';
import { applicationId, migrations } from '../../../src/registry/sqlite/schema.ts';
import { openSqliteRegistry } from '../../../src/registry/sqlite/sqlite-registry.ts';
import { aliasRequest, lineageOf, registerRequest } from '../../contracts/registry-requests.ts';

describe('a registry file of version 0.1.0', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'registry-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('keeps its versions, aliases and history, and gets an identity', async () => {
    const path = join(directory, 'old.db');
    await writeOldFile(path);
    const registry = await openSqliteRegistry({ path });
    expect((await registry.versions(model)).map(({ version }) => version)).toEqual(['1.0.1', '1.0.0']);
    expect((await registry.aliased(model, 'champion'))?.found?.version).toBe('1.0.1');
    expect((await registry.history(model)).map(({ from, to }) => [from, to])).toEqual([[null, '1.0.1']]);
    const id = await registry.identity();
    await registry.close();
    const again = await openSqliteRegistry({ path });
    expect(await again.identity()).toBe(id);
    expect((await again.register(registerRequest(model, 'next'))).version).toBe('1.0.2');
    await again.setAlias(aliasRequest(model, '1.0.2', 'c2', { expected: '1.0.1' }));
    expect((await again.aliased(model, 'previous'))?.found?.version).toBe('1.0.1');
    await again.close();
  });
});

// --- internal ---

const model = 'shop:ranker';

/** Two versions, the second of them champion, as version 0.1.0 wrote them. */
async function writeOldFile(path: string): Promise<void> {
  const sql = await openDriver(path);
  sql.exec(migrations[0] ?? '');
  sql.exec(`PRAGMA user_version = 1; PRAGMA application_id = ${applicationId}`);
  const insert = (table: string, row: Record<string, string | number | null>): void => {
    const columns = Object.keys(row);
    const places = columns.map(() => '?').join(', ');
    sql.all(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`, ...Object.values(row));
  };
  insert('models', { model, created_at: 1 });
  for (const patch of [0, 1]) {
    const row = {
      model,
      version: `1.0.${patch}`,
      retrain_id: `r${patch}`,
      attempt: 1,
      created_at: 1,
      artifact_uri: 'file:///m',
      artifact_sha256: 'ab'.repeat(32),
      artifact_bytes: 1,
      metrics: '{}',
      lineage: JSON.stringify(lineageOf()),
      streams: '[]',
    };
    insert('versions', { ...row, major: 1, minor: 0, patch, digest: versionDigest(row) });
  }
  const change = {
    model,
    alias: 'champion',
    from_version: null,
    to_version: '1.0.1',
    at: 2,
    change_id: 'c1',
    derived: 0,
    request: '{}',
    reason: '',
    actor: 'ada',
  };
  insert('alias_changes', { ...change, digest: changeDigest(change) });
  sql.close();
}
