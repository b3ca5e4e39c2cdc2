import { isUntimely } from '../failures.ts';

/**
 * Asks again where the question came at a moment at which there is no answer: the next one waits for its turn. Without
 * an answer it asks once more beside: a worker drops a question, without a word, that crosses with a task on its way.
 *
 * @param call is told when an answer has come from another one
 */
export async function askedInTime<T>(call: (enough: AbortSignal) => Promise<T>): Promise<T> {
  const enough = new AbortController();
  let again: NodeJS.Timeout | undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      const ask = (): void => void untilTimely(() => call(enough.signal)).then(resolve, reject);
      again = setInterval(ask, againMs);
      ask();
    });
  } finally {
    clearInterval(again);
    enough.abort();
  }
}

// --- internal ---

const mostTimes = 5;
/** A worker that has to read the whole history of a run answers sooner, unless it is very busy. */
const againMs = 4_000;

async function untilTimely<T>(call: () => Promise<T>): Promise<T> {
  for (let left = mostTimes; ; left -= 1) {
    try {
      return await call();
    } catch (error) {
      if (left <= 1 || !isUntimely(error)) throw error;
    }
  }
}
