/** Resolves at Ctrl-C, or when the work ends by itself; rejects if the work fails. */
export async function untilAborted(signal: AbortSignal, ended: Promise<unknown>): Promise<void> {
  await Promise.race([aborted(signal), ended]);
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
