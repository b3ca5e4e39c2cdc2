/** Time as the publisher sees it; tests use their own. */
export interface Clock {
  now(): number;
  /** Calls `work` once after `ms`, unless the returned function is called first. Does not keep the process alive. */
  after(ms: number, work: () => void): () => void;
  /** Keeps the process alive until the returned function is called: somebody waits for an answer. */
  stayAlive(): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms).unref();
    return () => clearTimeout(timer);
  },
  stayAlive() {
    const timer = setInterval(() => undefined, 1_000_000);
    return () => clearInterval(timer);
  },
};

export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}
