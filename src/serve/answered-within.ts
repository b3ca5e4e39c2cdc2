import { ServerUnavailableError } from '../terms/errors.ts';

/**
 * The answer, if it comes in time. A call to a Temporal server that is gone may outlast its own deadline by some
 * seconds, as the SDK waits before it tries again; whoever asks here does not wait with it.
 *
 * @throws ServerUnavailableError when it does not
 */
export async function answeredWithin<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate(ms)), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

// --- internal ---

function tooLate(ms: number): ServerUnavailableError {
  const next = 'check that the Temporal server is up and the address is right';
  return new ServerUnavailableError(`There was no answer within ${ms / 1_000} s: ${next}`);
}
