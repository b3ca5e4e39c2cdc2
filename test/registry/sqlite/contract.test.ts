import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasBuiltinSqlite, type SqliteLibrary } from '../../../src/registry/sqlite/driver.ts';
import { openSqliteRegistry } from '../../../src/registry/sqlite/sqlite-registry.ts';
import { sqliteByHand } from './by-hand.ts';
import { describeRegistry } from '../../contracts/registry.ts';

const libraries: SqliteLibrary[] = hasBuiltinSqlite() ? ['libsql', 'node:sqlite'] : ['libsql'];

for (const library of libraries)
  describeRegistry(`sqlite with ${library}`, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'registry-'));
    const path = join(directory, 'registry.db');
    return {
      open: () => openSqliteRegistry({ path, library }),
      byHand: sqliteByHand(path),
      openAnother: () => openSqliteRegistry({ path: join(directory, 'another.db'), library }),
      dispose: () => rm(directory, { recursive: true }),
    };
  });
