import { setTimeout as sleep } from 'node:timers/promises';
import { isCrowded, isTakenBack } from '../failures.ts';

/**
 * Sends an update again that the server has not taken: where the task that brought it to the workflow has failed, so
 * that it comes once more with the next one, to a run that was replayed; where the worker that was given it was gone;
 * and where too many others are under way.
 *
 * @param send sends under one update id, so that it is carried out once whatever happens
 * @param giveUpAt when its sender no longer waits, in ms
 */
export async function sentAgain<T>(send: () => Promise<T>, giveUpAt: number): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await send();
    } catch (error) {
      if (!(isTakenBack(error) || isCrowded(error)) || Date.now() + pauseMs >= giveUpAt) throw error;
      await sleep(pauseMs);
    }
  }
}

// --- internal ---

const firstPauseMs = 20;
const longestPauseMs = 1_000;
