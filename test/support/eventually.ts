import { setTimeout as sleep } from 'node:timers/promises';

/** Reads until the value is as wanted; the last value is in the error when it never is. */
export async function eventually<T>(
  read: () => Promise<T>,
  wanted: (value: T) => boolean,
  timeoutMs = 120_000
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (wanted(value)) return value;
    if (Date.now() > deadline)
      throw new Error(
        `Not as wanted after ${timeoutMs} ms; last seen: ${JSON.stringify(value, null, 1).slice(0, 3_000)}`
      );
    await sleep(100);
  }
}
