import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Steps } from './steps.ts';

/**
 * Runs long work and lets everything else have its turn in between: Ctrl-C above all.
 *
 * @throws AbortError when the signal is aborted
 */
export async function inTurns<T>(steps: Steps<T>, signal: AbortSignal): Promise<T> {
  let lookUpAt = performance.now() + turnMs;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < lookUpAt) continue;
    await nextTurn(undefined, { signal });
    lookUpAt = performance.now() + turnMs;
  }
}

// --- internal ---

/** Soon enough for people, seldom enough to cost nothing. */
const turnMs = 50;
