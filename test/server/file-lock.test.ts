import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withFileLock } from '../../src/server/file-lock.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-lock-'));
  path = join(folder, 'deep', '.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('two holders never work at the same time, and the file is gone afterwards', async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(20);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => withFileLock(path, { pollMs: 5 }, work)));

  expect(most).toBe(1);
  await expect(readFile(path)).rejects.toThrow('ENOENT');
});

it('a failure inside releases the lock', async () => {
  await expect(withFileLock(path, {}, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');

  expect(await withFileLock(path, {}, () => Promise.resolve('next'))).toBe('next');
});

it.each([
  ['a process that is dead', '2147483646'],
  ['a process that died before it wrote its pid', ''],
])('the lock of %s is taken over', async (_who, content) => {
  await withFileLock(path, {}, () => Promise.resolve());
  await writeFile(path, content);

  expect(await withFileLock(path, {}, () => Promise.resolve('mine'))).toBe('mine');
});

it('a lock without a pid is that of somebody who is about to write it, for two seconds', async () => {
  await withFileLock(path, {}, () => Promise.resolve());
  await writeFile(path, '');
  let [now, looks] = [0, 0];
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => ((looks += 1), now));
  try {
    let isTaken = false;
    const second = withFileLock(path, {}, () => Promise.resolve((isTaken = true)));
    await expect.poll(() => looks).toBeGreaterThan(0);
    now = 2_000;
    looks = 0;
    await expect.poll(() => looks).toBeGreaterThan(2);
    expect(isTaken).toBe(false);
    now = 2_001;
    expect(await second).toBe(true);
  } finally {
    clock.mockRestore();
  }
});

it('a waiter is told who holds the lock and stops waiting when aborted', async () => {
  const abort = new AbortController();
  const seen: number[] = [];
  const onWait = (pid: number): void => {
    seen.push(pid);
    abort.abort(new Error('enough'));
  };
  await withFileLock(path, {}, async () => {
    const second = withFileLock(path, { onWait, signal: abort.signal }, () => Promise.resolve());
    await expect(second).rejects.toThrow();
  });

  expect(seen).toEqual([process.pid]);
});
