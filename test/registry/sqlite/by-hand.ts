import { openDriver } from '../../../src/registry/sqlite/driver.ts';
import type { RegistryByHand } from '../../contracts/registry-under-test.ts';

/** What somebody does to a registry file who knows SQLite and means it. */
export function sqliteByHand(path: string): RegistryByHand {
  return {
    async deleteVersion(model, version) {
      const sql = await openDriver(path);
      sql.exec('PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = OFF; DROP TRIGGER IF EXISTS versions_stay');
      const [row] = sql.all('SELECT id FROM versions WHERE model = ? AND version = ?', model, version);
      if (!row) throw new Error(`There is no version ${version} of ${model} in ${path}`);
      sql.all('DELETE FROM streams WHERE version_id = ?', row['id'] ?? null);
      sql.all('DELETE FROM versions WHERE id = ?', row['id'] ?? null);
      sql.close();
    },
  };
}
