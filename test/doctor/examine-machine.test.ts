import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examineMachine } from '../../src/doctor/examine-machine.ts';
import { openSqliteRegistry } from '../../src/registry/sqlite/sqlite-registry.ts';
import type { Finding } from '../../src/doctor/check.ts';
import { fixOfPlace, type Machine } from '../../src/doctor/machine/machine.ts';

const own = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  engines: { node: string };
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, { optional: boolean }>;
};

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'temporal-retrain-doctor-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function look(changes: Partial<Machine> = {}): Promise<Record<string, Finding>> {
  const machine: Machine = { env: {}, nodeVersion: '24.1.0', versionOf: () => '1.24.0', home, ...changes };
  const found: Record<string, Finding> = {};
  for await (const finding of examineMachine(machine)) found[finding.check] = finding;
  return found;
}

describe('a machine without a server', () => {
  it('is well before the first worker, and stays as it was', async () => {
    const found = await look();
    expect(Object.values(found).map(({ check, status }) => [check, status])).toEqual([
      ['node', 'ok'],
      ['sdk', 'ok'],
      ['registry', 'ok'],
      ['artifacts', 'ok'],
    ]);
    expect(found['registry']?.text).toBe(
      `there is no registry at ${join(home, 'registry.db')} yet: a worker with this home makes it; what others have is told below, under registries`
    );
    expect(await readdir(home)).toEqual([]);
  });

  it('has a fault with a cause and a fix where Node is older than our package asks for', async () => {
    const [, major, minor] = /^>=(\d+)\.(\d+)/.exec(own.engines.node) ?? [];
    expect((await look({ nodeVersion: `${major}.${minor}.0` }))['node']?.status).toBe('ok');
    for (const nodeVersion of [`${major}.${Number(minor) - 1}.9`, '18.20.0'])
      expect((await look({ nodeVersion }))['node']).toMatchObject({
        status: 'fault',
        cause: expect.stringContaining(`${major}.${minor}`) as string,
        fix: expect.stringContaining('install') as string,
      });
  });

  it('asks for every package of the SDK that ours asks for', async () => {
    const asked: string[] = [];
    await look({ versionOf: (name) => (asked.push(name), '1.24.0') });
    const needed = Object.keys(own.peerDependencies).filter((name) => !own.peerDependenciesMeta[name]?.optional);
    expect(asked.toSorted()).toEqual(needed.toSorted());
  });

  it('tells packages of the SDK that are missing, and those that differ', async () => {
    const missing = await look({ versionOf: (name) => (name.endsWith('/worker') ? undefined : '1.24.0') });
    expect(missing['sdk']).toMatchObject({
      status: 'fault',
      text: expect.stringContaining('@temporalio/worker') as string,
      fix: expect.stringContaining('@temporalio/worker@1.24.0') as string,
    });
    const differing = await look({ versionOf: (name) => (name.endsWith('/client') ? '1.9.0' : '1.24.0') });
    expect(differing['sdk']).toMatchObject({
      status: 'fault',
      text: expect.stringContaining('@temporalio/client 1.9.0') as string,
      fix: expect.stringContaining('@temporalio/client@1.24.0') as string,
    });
  });

  it('reads and writes the registry that is there', async () => {
    await (await openSqliteRegistry({ path: join(home, 'registry.db') })).close?.();
    expect((await look())['registry']).toMatchObject({
      status: 'ok',
      text: expect.stringContaining('can be read and written') as string,
    });
  });

  it.each([
    ['a file that is no registry', async () => writeFile(join(home, 'registry.db'), 'not a database '.repeat(100))],
    ['a folder in its place', async () => mkdir(join(home, 'registry.db'))],
  ])('has a fault where %s is', async (_, prepare) => {
    await prepare();
    expect((await look())['registry']).toMatchObject({
      status: 'fault',
      cause: expect.stringMatching(/./) as string,
      fix: expect.stringContaining('--registry') as string,
    });
  });

  it('says what mends the fault that it found', async () => {
    const fixOf = async (registry: string): Promise<unknown> => (await look({ registry }))['registry']?.fix;
    for (const registry of ['sqlite:', '', 'mysql:foo', 'mlflow:foo'])
      expect(await fixOf(registry), registry).toMatch(
        /^write the address as sqlite:<file> or mlflow:<url> .*--registry/
      );
    expect(await fixOf('mlflow:http://127.0.0.1:1')).toMatch(/^start MLflow/);
    const bad = join(home, 'bad.db');
    await writeFile(bad, 'not a database '.repeat(100));
    expect(await fixOf(`sqlite:${bad}`)).toMatch(/^move the file away .*--registry/);
    await mkdir(join(home, 'folder.db'));
    expect(await fixOf(`sqlite:${join(home, 'folder.db')}`)).toMatch(/^name a file/);
  });

  it.each([
    ['a file', () => join(home, 'afile'), /^that is a file: name a folder, with .*--home$/],
    ...(existsSync('/proc/self')
      ? [['in /proc', () => '/proc/x', /^name another place, with .*--home$/] as const]
      : []),
  ] as const)('says what helps, which no permission does, where the home is %s', async (_, place, fix) => {
    await writeFile(join(home, 'afile'), '');
    const { registry, artifacts } = await look({ home: place() });
    for (const found of [registry, artifacts])
      expect(found).toMatchObject({ status: 'fault', fix: expect.stringMatching(fix) as string });
  });

  it('asks for permission where that is what is missing', () => {
    for (const code of ['EACCES', 'EPERM'])
      expect(fixOfPlace(`nothing can be written to /srv (${code})`, 'write it', '--home')).toBe(
        "let the worker's user write it, or name another with --home"
      );
    expect(fixOfPlace('it is locked', 'write it', '--home')).toMatch(/^let the worker's user/);
  });

  it('has a fault where the named registry does not answer, or is named wrongly', async () => {
    for (const registry of ['mlflow:http://127.0.0.1:1', 'postgres:x'])
      expect((await look({ registry }))['registry']).toMatchObject({
        status: 'fault',
        fix: expect.stringContaining('TEMPORAL_RETRAIN_REGISTRY') as string,
      });
  });

  it('shows no secret of the address of a registry', async () => {
    const registry = 'mlflow:http://ada:hunter2@127.0.0.1:9/?token=hunter2';
    const { registry: found } = await look({ registry });
    expect(found).toMatchObject({ text: 'registry mlflow:http://***@127.0.0.1:9/?*** cannot be used' });
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  const nowhere = async (place: string, cause: RegExp): Promise<void> => {
    const fault = { status: 'fault', cause: expect.stringMatching(cause) as string };
    const found = await look({ home: place });
    expect(found['registry']).toMatchObject({ ...fault, fix: expect.stringContaining('--home') as string });
    expect(found['artifacts']).toMatchObject({
      ...fault,
      text: expect.stringContaining('cannot be written') as string,
    });
    expect((await look({ registry: `sqlite:${place}/x.db` }))['registry']).toMatchObject(fault);
  };

  it('has a fault where a file stands in the place of a folder, so that no worker could make anything', async () => {
    await writeFile(join(home, 'file'), 'whatever');
    await nowhere(join(home, 'file', 'deeper'), /written to \S*file \(ENOTDIR\)/);
    expect(await readdir(home)).toEqual(['file']);
  });

  it.skipIf(!existsSync('/proc/self'))('has a fault in a place in which nobody can make a folder', async () => {
    await nowhere('/proc/x', /written to \/proc \(ENOENT\)/);
    expect(existsSync('/proc/x')).toBe(false);
  });

  it.skipIf(process.getuid?.() === 0)('has a fault where models cannot be written', async () => {
    await chmod(home, 0o500);
    expect((await look())['artifacts']).toMatchObject({
      status: 'fault',
      fix: expect.stringContaining('--home') as string,
    });
    await chmod(home, 0o700);
  });
});
