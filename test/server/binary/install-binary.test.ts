import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installBinary } from '../../../src/server/binary/install-binary.ts';

let folder: string;
let target: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'install-binary-'));
  target = join(folder, '1.0', 'tool');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const make = async (staging: string): Promise<string> => {
  await writeFile(join(staging, 'made'), 'new');
  return join(staging, 'made');
};

it('the finished program is executable and alone in its folder', async () => {
  await installBinary(target, make);

  expect((await stat(target)).mode & 0o777).toBe(0o755);
  expect(await readdir(join(folder, '1.0'))).toEqual(['tool']);
});

it('a failure leaves the program that was there before', async () => {
  await installBinary(target, make);
  await expect(installBinary(target, () => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');

  expect(await readFile(target, 'utf8')).toBe('new');
  expect(await readdir(join(folder, '1.0'))).toEqual(['tool']);
});
