import { setTimeout as sleep } from 'node:timers/promises';
import { isUntimely } from '../failures.ts';

/**
 * Asks until the question is timely, and without an answer once more beside: a worker drops a question, without a word,
 * that crosses with a task on its way.
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

/** Asks again where the question came at a moment at which there is no answer: the next one waits for its turn. */
async function untilTimely<T>(call: () => Promise<T>): Promise<T> {
  for (let time = 1, pauseMs = 0; ; time += 1, pauseMs = Math.max(firstPauseMs, 2 * pauseMs)) {
    try {
      return await call();
    } catch (error) {
      if (time === mostTimes || !isUntimely(error)) throw error;
      await sleep(pauseMs);
    }
  }
}

const mostTimes = 8;
/** What is waited before the third time, and twice as long before each one after it: 1.3 s in all. */
const firstPauseMs = 20;
/** A worker that has to read the whole history of a run answers sooner, unless it is very busy. */
const againMs = 4_000;
