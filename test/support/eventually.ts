import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcDeadlineError } from '@temporalio/client';

/**
 * Reads until the value is as wanted; the last value is in the error when it never is. Reads again where a server had no
 * answer in time, as it has none for a question that a busy worker does not come to within ten seconds. What has taken
 * long already is looked at less often: a question to a workflow is work for client, server and worker.
 */
export async function eventually<T>(
  read: () => Promise<T>,
  wanted: (value: T) => boolean,
  timeoutMs = 120_000
): Promise<T> {
  const begun = Date.now();
  const deadline = begun + timeoutMs;
  for (;;) {
    const isOver = Date.now() > deadline;
    let value: T | undefined;
    try {
      value = await read();
      if (wanted(value)) return value;
    } catch (error) {
      if (isOver || !isLate(error)) throw error;
    }
    if (isOver)
      throw new Error(
        `Not as wanted after ${timeoutMs} ms; last seen: ${JSON.stringify(value, null, 1).slice(0, 3_000)}`
      );
    await sleep(Math.min(500, Math.max(100, (Date.now() - begun) / 10)));
  }
}

/** What comes in time; otherwise an error that says what did not. Whoever works on it goes on. */
export async function inTime<T>(coming: Promise<T>, mostMs: number, what: () => string): Promise<T> {
  const enough = new AbortController();
  const late = sleep(mostMs, undefined, { signal: enough.signal }).then(
    () => {
      throw new Error(`Not in time: ${what()}`);
    },
    () => coming
  );
  try {
    return await Promise.race([coming, late]);
  } finally {
    enough.abort();
  }
}

// --- internal ---

function isLate(error: unknown): boolean {
  return isGrpcDeadlineError(error) || (error instanceof Error && isLate(error.cause));
}
