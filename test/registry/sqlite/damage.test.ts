import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RegistryError } from '../../../src/terms/errors.ts';
import { openConnection } from '../../../src/registry/sqlite/connection.ts';
import { openDriver } from '../../../src/registry/sqlite/driver.ts';
import { toRegistryError } from '../../../src/registry/sqlite/sqlite-error.ts';
import type { ModelRegistry } from '../../../src/registry/registry.ts';
import { openSqliteRegistry } from '../../../src/registry/sqlite/sqlite-registry.ts';
import { aliasRequest, expectRefusal, registerRequest } from '../../contracts/registry-requests.ts';

describe('the SQLite registry on a file that is not as it should be', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'registry-damage-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('a file that is no database is refused and left as it is', async () => {
    const path = join(directory, 'text.db');
    const content = 'accuracy,latency\n0.9,12\n'.repeat(400);
    await writeFile(path, content);
    await expectRefusal(openSqliteRegistry({ path }), /text\.db.*not a database.*choose another path/);
    expect(await readFile(path, 'utf8')).toBe(content);
  });

  it("another program's database is refused and left as it is", async () => {
    const path = join(directory, 'foreign.db');
    const foreign = await openDriver(path);
    foreign.exec('CREATE TABLE songs (title TEXT); INSERT INTO songs VALUES (1)');
    foreign.close();
    const before = await readFile(path);
    await expectRefusal(openSqliteRegistry({ path }), /foreign\.db.*another program's database.*choose another path/);
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it('a file of a newer schema is refused with both versions', async () => {
    const path = join(directory, 'newer.db');
    await (await openSqliteRegistry({ path })).close();
    const newer = await openDriver(path);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    await expectRefusal(openSqliteRegistry({ path }), /newer\.db.*schema version is 99.*up to 2; upgrade/);
  });

  it('a file with a page overwritten is refused', async () => {
    const path = join(directory, 'page.db');
    await (await filled(path, 20)).close();
    const bytes = await readFile(path);
    expect(bytes.length).toBeGreaterThan(4096 * 8);
    bytes.fill(0x5a, 4096 * 3, 4096 * 4);
    await writeFile(path, bytes);
    await expectRefusal(openSqliteRegistry({ path }), /page\.db.*(damaged|malformed)/);
  });

  it('a missing directory is made', async () => {
    const path = join(directory, 'a', 'b', 'registry.db');
    const registry = await openSqliteRegistry({ path });
    expect(await registry.versions('shop:ranker')).toEqual([]);
    await registry.close();
  });

  it('a directory in place of the file, or a file in place of a directory, is refused', async () => {
    const path = join(directory, 'taken');
    await mkdir(path);
    await expectRefusal(openSqliteRegistry({ path }), /taken.*directory.*give the path of a file/);
    const file = join(directory, 'plain');
    await writeFile(file, '');
    await expectRefusal(openSqliteRegistry({ path: join(file, 'registry.db') }), /plain.*choose another path/);
  });

  it.skipIf(process.platform !== 'linux')('a place where nobody may write is refused', async () => {
    // Not even root may make a file in /proc.
    const opening = openSqliteRegistry({ path: '/proc/registry.db' });
    await expectRefusal(opening, /\/proc\/registry\.db.*opening.*let the user/);
  });

  it('a write refused as read-only or for lack of space says what to do', async () => {
    const readOnly = Object.assign(new Error('attempt to write a readonly database'), { errcode: 8 + (1 << 8) });
    const refused = toRegistryError(readOnly, '/models/registry.db', 'registering a version');
    expect(refused.permanent).toBe(true);
    expect(refused.message).toMatch(/`\/models\/registry\.db` failed while registering.*readonly.*write to the file/);
  });

  it('a full disk fails the call for now, keeps what was written, and is over once there is space', async () => {
    const path = join(directory, 'full.db');
    const connection = await openConnection({ path, busyTimeoutMs: 1000 });
    const fill = () =>
      connection.write('registering a version', (sql) => {
        sql.all('INSERT INTO models VALUES (?, ?)', `shop:${Math.random()}${'x'.repeat(20_000)}`, 0);
      });
    await connection.write('limiting', (sql) => void sql.all("INSERT INTO models VALUES ('shop:kept', 0)"));
    // SQLite's own limit on the file's size ends in the same SQLITE_FULL as ENOSPC does.
    await connection.read('limiting', (sql) => sql.exec('PRAGMA max_page_count = 40'));
    let failure: unknown;
    for (let i = 0; i < 20; i++) await fill().catch((error: unknown) => (failure = error));
    expect(failure).toBeInstanceOf(RegistryError);
    expect((failure as RegistryError).permanent).toBe(false);
    expect((failure as RegistryError).message).toMatch(/full\.db.*the disk is full.*free some space/);
    await connection.read('unlimiting', (sql) => sql.exec('PRAGMA max_page_count = 4000'));
    await fill();
    await connection.close();
    const again = await openConnection({ path, busyTimeoutMs: 1000 });
    const kept = await again.read('looking', (sql) => sql.all("SELECT 1 FROM models WHERE model = 'shop:kept'"));
    expect(kept).toHaveLength(1);
    await again.close();
  });

  it('versions and history cannot be changed or deleted, not even by hand', async () => {
    const path = join(directory, 'append-only.db');
    await (await filled(path, 2)).close();
    const hand = await openDriver(path);
    for (const sql of [
      "UPDATE versions SET metrics = '{}'",
      'DELETE FROM versions',
      "UPDATE alias_changes SET actor = 'x'",
      'DELETE FROM alias_changes',
    ])
      expect(() => hand.exec(sql)).toThrow(/append-only/);
    hand.close();
  });

  it('another process that holds the lock is waited for without stopping the event loop', async () => {
    const path = join(directory, 'busy.db');
    const registry = await openSqliteRegistry({ path, busyTimeoutMs: 300 });
    const patient = await openSqliteRegistry({ path, busyTimeoutMs: 600_000 });
    const holder = await openDriver(path);
    holder.exec('BEGIN IMMEDIATE');
    // Turns of the event loop: none would be counted while a call blocks it.
    let turns = 0;
    const ticks = setInterval(() => (turns += 1), 1);
    const error = await registry.register(registerRequest('shop:busy', 'r1')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RegistryError);
    expect((error as RegistryError).permanent).toBe(false);
    expect((error as RegistryError).message).toMatch(/busy\.db.*another process/);
    expect(turns).toBeGreaterThan(1);
    const waiting = patient.register(registerRequest('shop:busy', 'r1'));
    const before = turns;
    await expect.poll(() => turns).toBeGreaterThan(before + 3);
    holder.exec('ROLLBACK');
    expect((await waiting).version).toBe('1.0.0');
    clearInterval(ticks);
    await patient.close();
    holder.close();
    await registry.close();
  });

  it('1,000 flipped bits are each noticed or harmless: nothing false is ever read', async () => {
    const source = join(directory, 'flips.db');
    const intact = await filled(source, 12);
    const truth = await everything(intact);
    await intact.close();
    const bytes = await readFile(source);
    const random = generator(20_240_607);
    let noticed = 0;
    for (let i = 0; i < 1000; i++) {
      const path = join(directory, `flip-${i % 2}.db`);
      const damaged = Buffer.from(bytes);
      const bit = Math.floor(random() * bytes.length * 8);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      for (const suffix of ['', '-wal', '-shm']) await rm(path + suffix, { force: true });
      await writeFile(path, damaged);
      let registry: ModelRegistry | undefined;
      try {
        registry = await openSqliteRegistry({ path });
        expect(await everything(registry), `bit ${bit}`).toEqual(truth);
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        noticed += 1;
      } finally {
        await registry?.close();
      }
    }
    expect(noticed).toBeGreaterThan(200);
  });
});

// --- internal ---

async function filled(path: string, versions: number): Promise<ModelRegistry> {
  const registry = await openSqliteRegistry({ path });
  for (let i = 0; i < versions; i++) {
    const { version } = await registry.register(registerRequest('shop:ranker', `r${i}`, { streams: ['clicks'] }));
    await registry.setAlias(aliasRequest('shop:ranker', version, `c${i}`));
  }
  return registry;
}

/** All a registry can be asked about its one model. */
async function everything(registry: ModelRegistry): Promise<unknown> {
  return {
    versions: await registry.versions('shop:ranker'),
    history: await registry.history('shop:ranker'),
    champion: await registry.aliased('shop:ranker', 'champion'),
    identity: await registry.identity(),
  };
}

/** mulberry32: the same bits in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
