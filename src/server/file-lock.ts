import { open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from '../folders/make-folder.ts';

export interface FileLockOptions {
  /** Called about once a second while another process holds the lock. */
  onWait?: (holderPid: number, waitedMs: number) => void;
  signal?: AbortSignal;
  pollMs?: number;
}

/**
 * Runs `work` while no other process of this machine holds the lock file at `path`. The file has its holder's pid, so a
 * killed holder blocks nobody. The lock saves work; it does not guard data: if two processes take over a dead holder's
 * lock in the same instant, both may run, and `work` must tolerate that.
 */
export async function withFileLock<T>(path: string, options: FileLockOptions, work: () => Promise<T>): Promise<T> {
  await makeFolder(dirname(path));
  const since = Date.now();
  while (!(await take(path))) {
    const holder = await holderOf(path);
    if (holder !== undefined && isAlive(holder)) {
      options.onWait?.(holder, Date.now() - since);
      await sleep(options.pollMs ?? 1000, undefined, { signal: options.signal });
    } else if (holder !== undefined) await rm(path, { force: true });
    else {
      // Created but not yet written, or just released: look again.
      await sleep(50, undefined, { signal: options.signal });
      if ((await holderOf(path)) === undefined && Date.now() - since > unwrittenLockMs) await rm(path, { force: true });
    }
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

// --- internal ---

/** A lock file without a pid in it after this time belongs to a process that died between creating and writing. */
const unwrittenLockMs = 2000;

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function holderOf(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const pid = Number(text);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
