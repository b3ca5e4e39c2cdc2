import type { Clock } from '../../../src/client/publish/clock.ts';

/** Time that passes only when told, in order, with everything that is due run on the way. */
export class ManualClock implements Clock {
  private time = 1_000_000;
  private timers: { at: number; work: () => void }[] = [];
  /** Callers that wait for an answer now. */
  waiting = 0;

  now(): number {
    return this.time;
  }

  after(ms: number, work: () => void): () => void {
    const timer = { at: this.time + ms, work };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((one) => one !== timer);
    };
  }

  stayAlive(): () => void {
    this.waiting += 1;
    return () => {
      this.waiting -= 1;
    };
  }

  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    await settled();
    for (;;) {
      const next = this.timers.reduce<{ at: number; work: () => void } | undefined>(
        (first, timer) => (timer.at <= end && (!first || timer.at < first.at) ? timer : first),
        undefined
      );
      if (!next) break;
      this.timers = this.timers.filter((one) => one !== next);
      this.time = Math.max(this.time, next.at);
      next.work();
      await settled();
    }
    this.time = end;
  }
}

/** Lets everything run that waits for no timer. */
export function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
