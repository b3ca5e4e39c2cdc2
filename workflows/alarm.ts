import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/** One durable timer, re-armed only when the deadline moves: waiting in a loop would cost two events at every wake-up. */
export class Alarm {
  private scope: CancellationScope | undefined;
  private at: number | undefined;
  /** Set when the deadline has passed; taking it down is the reader's business, by `arm`. */
  fired = false;

  /** Rings at that time; `undefined` never. Arming for the time already set changes nothing, unless it has rung. */
  arm(at: number | undefined, summary: string): void {
    if (at === this.at && !this.fired) return;
    this.disarm();
    this.at = at;
    if (at === undefined) return;
    const scope = new CancellationScope();
    this.scope = scope;
    scope
      .run(async () => {
        await sleep(Math.min(Math.max(1, at - Date.now()), longestTimerMs), { summary });
        if (this.scope === scope) this.fired = true;
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
  }

  disarm(): void {
    this.scope?.cancel();
    this.scope = undefined;
    this.at = undefined;
    this.fired = false;
  }
}

// --- internal ---

/** A timer further away than this rings early, finds nothing due and is armed again. */
const longestTimerMs = 30 * 24 * 3_600_000;
