import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves once the wall clock stands at that time or later: for what is due at a time, never for what takes some. */
export async function clockReaches(at: number): Promise<void> {
  while (Date.now() < at) await sleep(Math.min(at - Date.now(), 1_000));
}
