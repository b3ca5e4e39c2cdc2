import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/**
 * Keeps apart what came in two tasks. A worker that replays a run makes one task of two when neither the first nor the
 * one before it has left an event of its own, and a command is the next thing: it would then see other things together,
 * at another time, than every worker after it. So each such task leaves an event: a timer that nobody waits for is
 * started, and cancelled the next time.
 */
export class Fence {
  private readonly quiet: QuietTasks;
  private timer: CancellationScope | undefined;

  /** @param countsAll whether tasks that the main loop does not see are counted; runs that began before them do not */
  constructor(countsAll: boolean) {
    this.quiet = new QuietTasks(countsAll);
  }

  /** After each task of the main loop: `isQuiet` when it has issued no command. */
  after(isQuiet: boolean): void {
    if (this.quiet.needsEvent(isQuiet)) this.leaveEvent();
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

/**
 * Which tasks of the main loop leave an event. Between two of them there may be others, which brought nothing but a
 * command that was refused at once, or what nobody listens to: they leave no trace, and no replay shows them. One is
 * enough to make the next a second one without an event, so the main loop cannot rely on the task before.
 */
export class QuietTasks {
  private readonly countsAll: boolean;
  private wasQuiet = false;

  constructor(countsAll: boolean) {
    this.countsAll = countsAll;
  }

  needsEvent(isQuiet: boolean): boolean {
    const isNeeded = isQuiet && (this.countsAll || this.wasQuiet);
    this.wasQuiet = isQuiet && !isNeeded;
    return isNeeded;
  }
}
