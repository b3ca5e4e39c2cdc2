import { setTimeout as sleep } from 'node:timers/promises';
import { isTakenBack } from '../failures.ts';

/**
 * Sends an update again where the task that brought it to the workflow has failed: the server gives it up then, and has
 * not taken it. Once more it comes with the next task, to a run that was replayed.
 *
 * @param send sends under one update id, so that it is carried out once whatever happens
 * @param giveUpAt when its sender no longer waits, in ms
 */
export async function sentAgain<T>(send: () => Promise<T>, giveUpAt: number): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await send();
    } catch (error) {
      if (!isTakenBack(error) || Date.now() + pauseMs >= giveUpAt) throw error;
      await sleep(pauseMs);
    }
  }
}

// --- internal ---

const firstPauseMs = 20;
const longestPauseMs = 1_000;
