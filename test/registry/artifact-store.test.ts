import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Artifact } from '../../src/core/state/lineage.ts';
import { RegistryError } from '../../src/terms/errors.ts';
import type { FileArtifactStore } from '../../src/registry/artifact-store.ts';
import { artifactName, openFileArtifactStore } from '../../src/registry/artifact-store.ts';
import { expectRefusal } from '../contracts/registry.ts';

describe('FileArtifactStore', () => {
  let directory: string;
  let root: string;
  let store: FileArtifactStore;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'artifacts-'));
    root = join(directory, 'not', 'there', 'yet');
    store = await openFileArtifactStore({ root });
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('bytes come back as they were put, with size and SHA-256', { tags: ['m16.4'] }, async () => {
    const artifact = await store.put(content, artifactName('monitor/shop:ranker/retrain/3', 2, 'model.json'));
    expect(artifact.bytes).toBe(content.length);
    expect(artifact.sha256).toBe(createHash('sha256').update(content).digest('hex'));
    expect(artifact.uri).toMatch(/^file:.*monitor\/shop=3aranker\/retrain\/3\/attempt-2\/[0-9a-f]{16}-model\.json$/);
    expect((await store.get(artifact)).equals(content)).toBe(true);
    expect(await store.path(artifact)).toBe(fileURLToPath(artifact.uri));
  });

  it('a file is copied and left where it was', async () => {
    const file = join(directory, 'trained.bin');
    const bytes = Buffer.alloc(3_000_000, 7);
    await writeFile(file, bytes);
    const artifact = await store.put({ file }, artifactName('r', 1, 'trained.bin'));
    expect((await store.get(artifact)).equals(bytes)).toBe(true);
    expect((await readFile(file)).equals(bytes)).toBe(true);
    await expectRefusal(store.put({ file: join(directory, 'none') }, 'r/model'), /r\/model.*storing.*no such file/);
  });

  it('other bytes under the same name never replace the first', async () => {
    const first = await store.put(Buffer.from('one'), 'same/model');
    const second = await store.put(Buffer.from('two'), 'same/model');
    expect(await store.put(Buffer.from('one'), 'same/model')).toEqual(first);
    expect((await store.get(first)).toString()).toBe('one');
    expect((await store.get(second)).toString()).toBe('two');
  });

  it('different retrains and attempts never share a name', () => {
    const names = [
      artifactName('a/b', 1, 'm'),
      artifactName('a', 1, 'm'),
      artifactName('a', 2, 'm'),
      artifactName('a:b', 1, 'm'),
      artifactName('a=3ab', 1, 'm'),
      artifactName('..', 1, 'm'),
      artifactName('ä', 1, 'm'),
    ];
    expect(new Set(names).size).toBe(names.length);
    expect(names[5]).toBe('=2e./attempt-1/m');
  });

  it('1,000 flipped bits are all detected', async () => {
    const bytes = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 31) % 256));
    const artifact = await store.put(bytes, 'flips/model');
    const file = fileURLToPath(artifact.uri);
    for (let i = 0; i < 1000; i += 1) {
      const bit = (i * 7919) % (bytes.length * 8);
      const damaged = Buffer.from(bytes);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await writeFile(file, damaged);
      await expectRefusal(i % 2 ? store.get(artifact) : store.path(artifact), /SHA-256.*torn or changed/);
    }
    await writeFile(file, bytes);
    expect((await store.get(artifact)).equals(bytes)).toBe(true);
  });

  it('a torn, longer, emptied or missing file is detected', async () => {
    const artifact = await store.put(content, 'torn/model');
    const file = fileURLToPath(artifact.uri);
    for (const size of [content.length - 1, 0, content.length + 1]) {
      await truncate(file, size);
      await expectRefusal(store.get(artifact), new RegExp(`found ${size} bytes`));
    }
    await rm(file);
    await expectRefusal(store.get(artifact), /reading it.*no such file/);
  });

  it('names that lead elsewhere are refused', async () => {
    const before = await tree(directory);
    for (const name of traversals) await expectRefusal(store.put(content, name), /artifact name/);
    expect(await tree(directory)).toEqual(before);
  });

  it('uris that lead elsewhere are refused', async () => {
    const secret = join(directory, 'secret.txt');
    await writeFile(secret, content);
    const at = pathToFileURL(root).href;
    const uris = [
      pathToFileURL(secret).href,
      `${at}/../../../secret.txt`,
      `${at}/%2e%2e/%2e%2e/%2e%2e/secret.txt`,
      `${at}/..%2f..%2f..%2fsecret.txt`,
      `${at}/..%5c..%5csecret.txt`,
      `${at}/x%00.txt`,
      `${at}-beside/secret.txt`,
      at,
      'file:///etc/passwd',
      'file://evil.example/etc/passwd',
      '/etc/passwd',
      'https://evil.example/model',
      's3://bucket/model',
      '',
      '__proto__',
    ];
    for (const uri of uris) await expectRefusal(store.get({ ...described, uri }), /artifact/i);
  });

  it('symbolic links that lead out of the folder are not followed', async () => {
    const outside = join(directory, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'model'), content);
    await symlink(outside, join(root, 'linked'));
    await symlink(join(outside, 'model'), join(root, 'link'));
    const uri = (name: string) => pathToFileURL(join(root, name)).href;
    await expectRefusal(store.get({ ...described, uri: uri('linked/model') }), /leads to/);
    await expectRefusal(store.get({ ...described, uri: uri('link') }), /leads to/);
    await expectRefusal(store.put(content, 'linked/sub/model'), /symbolic link/);
    expect(await readdir(outside)).toEqual(['model']);
  });

  it.skipIf(process.platform === 'win32')('folders and pipes are refused instead of waited for', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    for (const name of ['pipe', 'flips'])
      await expectRefusal(store.get({ ...described, uri: pathToFileURL(join(root, name)).href }), /to be a file/);
  });

  it('what a dead process left unfinished is swept at opening, what is being written is not', async () => {
    const unfinished = join(root, '.unfinished');
    await writeFile(join(unfinished, 'old'), 'x');
    await writeFile(join(unfinished, 'new'), 'x');
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    await utimes(join(unfinished, 'old'), yesterday, yesterday);
    await openFileArtifactStore({ root });
    expect(await readdir(unfinished)).toEqual(['new']);
  });

  it('a writer killed in the middle leaves no half file under a final name', async () => {
    const target = join(directory, 'killed');
    const program = fileURLToPath(new URL('artifact-writer.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', program, target], {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 30_000,
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await expect.poll(() => output.split('\n').length).toBeGreaterThan(5);
    child.kill('SIGKILL');
    await once(child, 'close');
    const acknowledged = output.split('\n').slice(0, -1);
    const reopened = await openFileArtifactStore({ root: target });
    for (const line of acknowledged) await reopened.get(JSON.parse(line) as Artifact);
    for (const path of (await tree(target)).filter((each) => !each.includes('.unfinished'))) {
      const digest = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
      expect(path).toContain(`/${digest.slice(0, 16)}-`);
    }
    expect(acknowledged.length).toBeGreaterThan(0);
  });

  it('a folder that cannot be made is a clear error', async () => {
    const file = join(directory, 'plain');
    await writeFile(file, '');
    const error = await openFileArtifactStore({ root: join(file, 'artifacts') }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RegistryError);
    expect((error as RegistryError).message).toMatch(/Artifact folder `.*plain\/artifacts` failed while opening/);
  });
});

// --- internal ---

const content = Buffer.from('{"weights":[0.1,0.2]}\n');
const described = {
  sha256: createHash('sha256').update(content).digest('hex'),
  bytes: content.length,
};

const traversals = [
  '../escape',
  'a/../../escape',
  '..',
  '.',
  '',
  '/etc/passwd',
  'a//b',
  'a/./b',
  'a/',
  '/',
  '.hidden',
  '.unfinished/x',
  '..\\..\\escape',
  'C:\\windows\\x',
  'C:/windows/x',
  'a\0b',
  '%2e%2e/x',
  'a b',
  '~/../x',
  '\u202e/x',
  '．．/x',
  'x'.repeat(201),
  'a/'.repeat(40) + 'x',
];

async function tree(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .sort();
}
