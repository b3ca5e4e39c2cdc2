import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/**
 * One durable timer, re-armed only when the deadline moves: waiting in a loop would cost two events at every wake-up.
 */
export class Alarm {
  private scope: CancellationScope | undefined;
  private at: number | undefined;
  /** Set when the deadline has passed; the reader clears it with `arm`. */
  fired = false;
  private readonly ring: () => void;

  constructor(ring: () => void = () => undefined) {
    this.ring = ring;
  }

  /**
   * Rings at that time; `undefined` never. Arming for the time already set changes nothing, unless it has rung.
   *
   * @returns whether that took a command
   */
  arm(at: number | undefined, summary: string): boolean {
    if (at === this.at && !this.fired) return false;
    const wasArmed = this.at !== undefined && !this.fired;
    this.disarm();
    this.at = at;
    if (at === undefined) return wasArmed;
    const scope = new CancellationScope();
    this.scope = scope;
    scope
      .run(async () => {
        await sleep(Math.min(Math.max(1, at - Date.now()), longestTimerMs), { summary });
        if (this.scope !== scope) return;
        this.fired = true;
        this.ring();
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
    return true;
  }

  disarm(): void {
    this.scope?.cancel();
    this.scope = undefined;
    this.at = undefined;
    this.fired = false;
  }
}

// --- internal ---

/** A timer further ahead than this rings early, finds nothing due and is armed again. */
const longestTimerMs = 30 * 24 * 3_600_000;
