import { readdir, readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';

/** The variable by which every process of a job is known, whatever group or session it has moved to. */
export const jobMarkName = 'TEMPORAL_RETRAIN_JOB';

export function newJobMark(): string {
  return randomUUID();
}

/**
 * Kills every process that carries the mark in its environment: what left the process group, with `setsid` for one.
 * Looks again until there is none, since one may be forking while it is looked for. Does nothing where there is no
 * `/proc`.
 */
export async function killMarked(mark: string): Promise<void> {
  for (let round = 0; round < maxRounds; round++) {
    const found = await marked(mark);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
  }
}

// --- internal ---

/** A tree that forks faster than this many looks is not to be caught by looking. */
const maxRounds = 20;

async function marked(mark: string): Promise<number[]> {
  const entry = Buffer.from(`${jobMarkName}=${mark}\0`);
  const names = await readdir('/proc').catch(() => []);
  const pids = names.map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const carriers = await Promise.all(
    pids.map(async (pid) => ((await environmentOf(pid)).includes(entry) ? [pid] : []))
  );
  return carriers.flat();
}

/** Empty for what has ended, and for processes of other users. */
async function environmentOf(pid: number): Promise<Buffer> {
  return readFile(`/proc/${pid}/environ`).catch(() => Buffer.alloc(0));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
