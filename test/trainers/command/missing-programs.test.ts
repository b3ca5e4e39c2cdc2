import { mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createCommandTrainer } from '../../../src/trainers/command/command-trainer.ts';
import { newFolder } from '../../support/scripted.ts';

let folder: string;

beforeAll(async () => {
  folder = await newFolder();
  await mkdir(join(folder, 'bin', 'folder'), { recursive: true });
  await writeFile(join(folder, 'bin', 'fit'), '#!/bin/sh\n', { mode: 0o755 });
  await writeFile(join(folder, 'bin', 'notes'), 'no program\n', { mode: 0o644 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function missing(program: string, { path = join(folder, 'bin'), cwd = folder } = {}): Promise<string[]> {
  const trainer = createCommandTrainer({
    name: 'my',
    artifacts: folder,
    train: [program, '{request}'],
    evaluate: ['/bin/sh', '{request}'],
    cwd,
    env: { set: { PATH: path } },
  });
  return [...((await trainer.preflight?.()) ?? [])];
}

it('a program is looked for in the PATH that it gets', async () => {
  expect(await missing('fit')).toEqual([]);
  expect(await missing('fit', { path: `/nope${delimiter}${join(folder, 'bin')}` })).toEqual([]);
  expect(await missing('fit', { path: 'bin' })).toEqual([]);
  expect(await missing('fit', { path: '', cwd: join(folder, 'bin') })).toEqual([]);
  for (const path of ['/nope', ''])
    expect(await missing('fit', { path })).toEqual([
      'There is no program `fit` in its `PATH` that could be run (trainer `my`): until there is, its jobs fail; install it, or name another one',
    ]);
});

it.each(['notes', 'folder', 'bin/notes', 'bin/folder', './nope'])('%s is none that could be run', async (program) => {
  expect(await missing(program)).toEqual([expect.stringContaining(`There is no program \`${program}\``)]);
});

it('one that is named by a path is looked for there alone', async () => {
  expect(await missing('bin/fit', { path: '' })).toEqual([]);
  expect(await missing('./fit')).toHaveLength(1);
});

it('one without a folder is not judged on Windows, which looks for it in ways of its own', async () => {
  const platform = vi.spyOn(process, 'platform', 'get').mockReturnValue('win32');
  expect(await missing('nope')).toEqual([]);
  platform.mockRestore();
});
