import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDriver } from '../../../src/registry/sqlite/driver.ts';
import { openSqliteRegistry } from '../../../src/registry/sqlite/sqlite-registry.ts';
import { aliasRequest, registerRequest } from '../../contracts/registry-requests.ts';
import { applicationId, migrations } from '../../../src/registry/sqlite/schema.ts';
import { runCli } from '../../cli/run-cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-backup-'));
});
afterAll(() => rm(folder, { recursive: true }));

const backUp = (from: string, to: string) =>
  runCli(['registry', 'backup', to, '--registry', `sqlite:${from}`, '--json']);

async function registryOf(name: string): Promise<string> {
  const path = join(folder, name);
  const registry = await openSqliteRegistry({ path });
  const { version } = await registry.register(registerRequest('shop:ranker', 'r1'));
  await registry.setAlias(aliasRequest('shop:ranker', version, 'c1'));
  await registry.close();
  return path;
}

describe('registry backup', () => {
  it('has every version and promotion that was acknowledged before it began, while another process writes', async () => {
    const path = join(folder, 'busy.db');
    const writer = fileURLToPath(new URL('writer.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', writer, path, 'shop:busy', '0', '100000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const closed = once(child, 'close');
    let printed = '';
    let heard: () => void = () => undefined;
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      printed += piece;
      heard();
    });
    // Whole lines: the last may be under way.
    const acknowledged = (): string[] => printed.split('\n').slice(0, -1);
    const more = async (than: number): Promise<void> => {
      while (acknowledged().length <= than) await new Promise<void>((resolve) => (heard = resolve));
    };
    try {
      for (let round = 0; round < 4; round++) {
        await more(acknowledged().length + 3);
        const before = acknowledged();
        const copy = join(folder, `busy-${round}.db`);
        const { code, stderr, stdout } = await backUp(path, copy);
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        const registry = await openSqliteRegistry({ path: copy });
        const versions = new Set((await registry.versions('shop:busy')).map(({ version }) => version));
        const promoted = new Set((await registry.history('shop:busy')).map(({ changeId }) => changeId));
        for (const [first = '', second = ''] of before.map((line) => line.split(' ')))
          if (first === 'promoted') expect(promoted.has(`promote ${second}`), `promotion of ${second}`).toBe(true);
          else expect(versions.has(second), `version ${second} of ${first}`).toBe(true);
        expect(JSON.parse(stdout)).toMatchObject({ models: 1, versions: versions.size, file: copy, registry: path });
        await registry.close();
        // The writer has gone on meanwhile.
        await more(before.length);
      }
    } finally {
      child.kill('SIGKILL');
      await closed;
    }
  });

  it('is the same registry: it keeps its identity, its digests and the names that are used', async () => {
    const path = await registryOf('same.db');
    const copy = join(folder, 'same-copy.db');
    expect((await backUp(path, copy)).code).toBe(0);
    const [one, two] = [await openSqliteRegistry({ path }), await openSqliteRegistry({ path: copy })];
    expect(await two.identity()).toBe(await one.identity());
    expect(await two.versions('shop:ranker')).toEqual(await one.versions('shop:ranker'));
    expect((await two.register(registerRequest('shop:ranker', 'r2'))).version).toBe('1.0.1');
    await Promise.all([one.close(), two.close()]);
  });

  it('overwrites nothing, and leaves nothing behind where it fails', async () => {
    const path = await registryOf('kept.db');
    const taken = join(folder, 'taken.db');
    await writeFile(taken, 'ours');
    const { code, stderr } = await backUp(path, taken);
    expect(code).toBe(2);
    expect(stderr).toContain(`Expected \`${taken}\` not to be there yet`);
    expect(await readFile(taken, 'utf8')).toBe('ours');
    expect((await readdir(folder)).filter((name) => name.startsWith('taken'))).toEqual(['taken.db']);
  });

  it.each([
    ['a registry that is not there', 'nothing.db', undefined, /there is no such file/],
    ['a file that is no registry', 'text.db', 'hello', /not an SQLite file/],
  ])('refuses %s, and makes none', async (_, name, content, words) => {
    const path = join(folder, name);
    if (content !== undefined) await writeFile(path, content);
    const { code, stderr } = await backUp(path, join(folder, `${name}.copy`));
    expect(code).toBe(1);
    expect(stderr).toMatch(words);
    expect((await readdir(folder)).filter((one) => one.startsWith(name))).toEqual(content === undefined ? [] : [name]);
  });

  it('refuses MLflow, which has tools of its own', async () => {
    const { code, stderr } = await runCli(['registry', 'backup', 'x.db', '--registry', 'mlflow:http://127.0.0.1:1']);
    expect(code).toBe(2);
    expect(stderr).toContain('with its own tools');
  });

  it('does not give out a copy of damaged rows', async () => {
    const path = await registryOf('damaged.db');
    const sql = await openDriver(path);
    sql.exec(`DROP TRIGGER versions_keep; UPDATE versions SET metrics = '{"accuracy":0.99}'`);
    sql.close();
    const copy = join(folder, 'damaged-copy.db');
    const { code, stderr } = await backUp(path, copy);
    expect(code).toBe(1);
    expect(stderr).toContain('the registry file is damaged');
    await expect(stat(copy)).rejects.toThrow('ENOENT');
  });

  it('leaves a file of an older version as it is, for the workers that still use it', async () => {
    const path = join(folder, 'old.db');
    const sql = await openDriver(path);
    sql.exec(migrations[0] ?? '');
    sql.exec(`PRAGMA user_version = 1; PRAGMA application_id = ${applicationId}`);
    sql.close();
    const copy = join(folder, 'old-copy.db');
    expect((await backUp(path, copy)).code).toBe(0);
    for (const file of [path, copy]) {
      const read = await openDriver(file);
      expect(read.all('PRAGMA user_version')).toEqual([{ user_version: 1 }]);
      read.close();
    }
  });
});
