import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { artifactOf, readArtifact } from '../../../src/artifacts/artifact-folder.ts';
import { openSqliteRegistry } from '../../../src/registry/sqlite/sqlite-registry.ts';
import { aliasRequest, registerRequest } from '../../contracts/registry-requests.ts';
import { runCli } from '../../cli/run-cli.ts';

const model = 'shop:ranker';
const within = join('artifacts', 'shop-ranker-1a2b3c4d', 'retrain-1', 'attempt-1', 'model.json');

let folder: string;
let home: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-moved-'));
  home = join(folder, 'old', 'home');
});
afterEach(() => rm(folder, { recursive: true }));

/** A home with a champion whose model lies at `path`. */
async function homeWithModelAt(path: string): Promise<void> {
  const registry = await openSqliteRegistry({ path: join(home, 'registry.db') });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'the model');
  const artifact = artifactOf(path, Buffer.from('the model'));
  const { version } = await registry.register(registerRequest(model, 'r1', { artifact, streams: ['clicks'] }));
  await registry.setAlias(aliasRequest(model, version, 'c1'));
  await registry.close();
}

/** Where the registry of a home says that the model lies, by every way to ask; all must agree. */
async function modelOf(where: string): Promise<string> {
  const path = join(where, 'registry.db');
  const registry = await openSqliteRegistry({ path });
  const answers = [
    await registry.version(model, '1.0.0'),
    (await registry.versions(model))[0],
    (await registry.aliased(model, 'champion'))?.found,
    await registry.latestModel('clicks'),
    await registry.register(registerRequest(model, 'r1')),
  ].map((found) => found?.artifact);
  await registry.close();
  const [artifact] = answers;
  if (!artifact) return expect.fail('the version is gone');
  expect(new Set(answers.map((one) => one?.uri))).toEqual(new Set([artifact.uri]));
  expect(Buffer.from(await readArtifact(artifact)).toString()).toBe('the model');
  const { stdout } = await runCli(['monitor', 'champion', model, '--registry', `sqlite:${path}`, '--uri']);
  expect(stdout.trim()).toBe(artifact.uri);
  return artifact.uri;
}

const uri = (...parts: string[]): string => pathToFileURL(join(...parts)).href;

describe('a home that was moved', () => {
  it('has its models with it, wherever they were when they were registered', async () => {
    await homeWithModelAt(join(home, within));
    const moved = join(folder, 'moved');
    await rename(home, moved);
    expect(await modelOf(moved)).toBe(uri(moved, within));
  });

  it('that was copied reads its own models, and not those of the home that it was copied from', async () => {
    await homeWithModelAt(join(home, within));
    const copied = join(folder, 'copied');
    await cp(home, copied, { recursive: true });
    expect(await modelOf(copied)).toBe(uri(copied, within));
    expect(await modelOf(home)).toBe(uri(home, within));
  });

  it('takes no other file for a model that it does not have', async () => {
    await homeWithModelAt(join(home, within));
    const other = join(folder, 'other');
    await cp(home, other, { recursive: true });
    await writeFile(join(other, within), 'another model, of another size');
    expect(await modelOf(other)).toBe(uri(home, within));
    await writeFile(join(other, 'model.json'), 'the model');
    await rm(join(other, 'artifacts'), { recursive: true });
    expect(await modelOf(other)).toBe(uri(home, within));
  });

  it('goes on with models that lie elsewhere', async () => {
    const elsewhere = join(folder, 'store', 'model.json');
    await homeWithModelAt(elsewhere);
    const moved = join(folder, 'moved');
    await rename(home, moved);
    expect(await modelOf(moved)).toBe(uri(elsewhere));
  });
});
