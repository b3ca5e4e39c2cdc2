import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBuiltinSqlite, type SqliteLibrary } from '../../../src/registry/sqlite/driver.ts';
import { openSqliteRegistry } from '../../../src/registry/sqlite/sqlite-registry.ts';
import { aliasRequest, registerRequest } from '../../contracts/registry-requests.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-plain-copy-'));
});
afterAll(() => rm(folder, { recursive: true }));

const libraries: SqliteLibrary[] = hasBuiltinSqlite() ? ['libsql', 'node:sqlite'] : ['libsql'];

describe.each(libraries)('a registry file that is open, with %s', (library) => {
  it('holds every version by itself once it is acknowledged, where nobody is reading: a copy of it alone, without its -wal, lacks none', async () => {
    const path = join(folder, `${library.replace(':', '-')}.db`);
    const registry = await openSqliteRegistry({ path, library });
    // Another process that has it open, too, as a service that loads its model.
    const reader = await openSqliteRegistry({ path, library });
    for (const id of ['r1', 'r2', 'r3']) {
      const { version } = await registry.register(registerRequest('shop:ranker', id));
      await registry.setAlias(aliasRequest('shop:ranker', version, `promote ${id}`));
      expect((await reader.versions('shop:ranker'))[0]?.version).toBe(version);
      const copied = `${path}.${id}`;
      await copyFile(path, copied);
      const copy = await openSqliteRegistry({ path: copied, library });
      expect((await copy.versions('shop:ranker')).map((one) => one.version)).toContain(version);
      expect((await copy.aliased('shop:ranker', 'champion'))?.version).toBe(version);
      await copy.close();
    }
    await reader.close();
    await registry.close();
  });
});
