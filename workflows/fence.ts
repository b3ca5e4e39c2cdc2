import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/**
 * Keeps apart what came in two tasks. A worker that replays a run makes one task of two when neither the first nor the
 * one before it has left an event of its own, and a command is the next thing: it would then see other things together,
 * at another time, than every worker after it. So of two such tasks in a row the second leaves an event: a timer that
 * nobody waits for is started, and cancelled the next time.
 */
export class Fence {
  private wasQuiet = false;
  private timer: CancellationScope | undefined;

  /** After each task of the main loop: `isQuiet` when it has issued no command. */
  after(isQuiet: boolean): void {
    const isNeeded = isQuiet && this.wasQuiet;
    this.wasQuiet = isQuiet && !isNeeded;
    if (isNeeded) this.leaveEvent();
  }

  private leaveEvent(): void {
    const { timer } = this;
    this.timer = timer ? undefined : new CancellationScope();
    if (timer) timer.cancel();
    else
      void this.timer
        ?.run(() => sleep('365 days', { summary: 'keeps two tasks apart' }))
        .catch((error: unknown) => {
          if (!isCancellation(error)) throw error;
        });
  }
}
