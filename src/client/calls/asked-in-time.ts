import { isUntimely } from '../failures.ts';

/** Asks again where the question came at a moment at which there is no answer: the next one waits for its turn. */
export async function askedInTime<T>(call: () => Promise<T>): Promise<T> {
  for (let left = mostTimes; ; left -= 1) {
    try {
      return await call();
    } catch (error) {
      if (left <= 1 || !isUntimely(error)) throw error;
    }
  }
}

// --- internal ---

const mostTimes = 5;
