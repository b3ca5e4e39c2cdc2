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

/** The answer; `undefined` where Ctrl-C comes first, whatever becomes of the question then. */
export async function unlessAborted<T>(signal: AbortSignal, answer: Promise<T>): Promise<T | undefined> {
  let leave = (): void => undefined;
  const left = new Promise<undefined>((resolve) => {
    leave = () => resolve(undefined);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([left, answer]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
