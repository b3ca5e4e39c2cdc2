import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findPipClient } from '../../../src/server/binary/pip-client.ts';

let folder: string;
let bin: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pip-client-'));
  bin = join(folder, 'bin');
  await mkdir(bin);
  for (const name of ['sh', 'mkdir', 'cp']) await symlink(`/bin/${name}`, join(bin, name));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, text: string): Promise<void> {
  await writeFile(join(bin, name), `#!/bin/sh\n${text}\n`);
  await chmod(join(bin, name), 0o755);
}

const find = (): ReturnType<typeof findPipClient> => findPipClient({ PATH: bin }, folder);
const noPip = 'case "$*" in "-m pip"*) echo "No module named pip" >&2; exit 1 ;; "-m venv"*) exit 1 ;; esac';

it('the pip of python3 comes first', async () => {
  for (const name of ['python3', 'python', 'pip3', 'pip', 'uv']) await program(name, 'exit 0');
  expect(await find()).toEqual([join(bin, 'python3'), '-m', 'pip']);
});

it('a python3 without pip gives way to a pip of its own name', async () => {
  await program('python3', noPip);
  await program('pip3', 'exit 0');
  expect(await find()).toEqual([join(bin, 'pip3')]);
});

it('uv is asked to bring a pip where there is none', async () => {
  await program('python3', noPip);
  await program('uv', 'exit 0');
  expect(await find()).toEqual([join(bin, 'uv'), 'tool', 'run', 'pip']);
});

it('a python3 without pip makes an environment that has one', async () => {
  await program('python3', 'case "$*" in "-m venv "*) mkdir -p "$3/bin" ;; *) exit 1 ;; esac');
  expect(await find()).toEqual([join(folder, 'venv', 'bin', 'python'), '-m', 'pip']);
});

it('a machine without Python has no pip', async () => {
  expect(await find()).toBeUndefined();
  await program('python3', noPip);
  expect(await find()).toBeUndefined();
});
