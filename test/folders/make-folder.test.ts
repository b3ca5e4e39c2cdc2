import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeFolder, makeFolderSync, makeTemporary } from '../../src/folders/make-folder.ts';
import { cli } from '../cli/cli-process.ts';
import { openWorkerHome } from '../../src/worker/worker-home.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'temporal-retrain-folder-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('makeFolder', () => {
  it('makes a folder and those above it, also where others make it at the same time', async () => {
    await Promise.all([1, 2, 3].map(() => makeFolder(join(root, 'a', 'b', 'c'))));
    expect(await readdir(root, { recursive: true })).toEqual(['a', join('a', 'b'), join('a', 'b', 'c')]);
  });

  it('refuses a file in its way', async () => {
    await writeFile(join(root, 'a'), '');
    await expect(makeFolder(join(root, 'a', 'b'))).rejects.toThrow('EEXIST');
  });

  it.skipIf(!existsSync('/proc/self'))('comes back where no folder can be made', async () => {
    await expect(makeFolder('/proc/x/y')).rejects.toThrow("mkdir '/proc/x'");
    expect(() => makeFolderSync('/proc/x/y')).toThrow("mkdir '/proc/x'");
  });

  it('does the same for those who cannot wait', async () => {
    makeFolderSync(join(root, 'a', 'b'));
    makeFolderSync(join(root, 'a', 'b'));
    await writeFile(join(root, 'a', 'c'), '');
    expect(() => makeFolderSync(join(root, 'a', 'c', 'd'))).toThrow('EEXIST');
    expect(await readdir(root, { recursive: true })).toEqual(['a', join('a', 'b'), join('a', 'c')]);
  });
});

describe('a folder for a while', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['nope', 'there is no such folder'],
    ['file', 'nothing can be made there (ENOTDIR)'],
  ])('is refused with what to set where TMPDIR is %s', async (name, why) => {
    await writeFile(join(root, 'file'), '');
    vi.stubEnv('TMPDIR', join(root, name));
    await expect(makeTemporary('cli')).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: `Expected \`${join(root, name)}\` (TMPDIR) to take a folder for temporary files, but ${why}; make it, or set TMPDIR to one that can be written to`,
    });
  });

  it.each([
    ['dev', '--home', 'home'],
    ['demo', '--fast'],
  ])('is told by `%s` as what to set', async (...args) => {
    const line = args.map((arg) => (arg === 'home' ? join(root, arg) : arg));
    const { code, stderr } = await cli(line, { TMPDIR: join(root, 'nope'), TEMPORAL_ADDRESS: '' });
    expect(stderr).toContain('(TMPDIR) to take a folder for temporary files');
    expect(code).toBe(2);
  });
});

it.skipIf(!existsSync('/proc/self'))('a home where no folder can be made is refused with another way', async () => {
  await expect(openWorkerHome('/proc/x')).rejects.toThrow(
    'Expected the home of the worker to be a folder that can be written, got `/proc/x`'
  );
});
