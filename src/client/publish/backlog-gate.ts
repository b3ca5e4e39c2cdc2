import { BackPressureError } from '../../terms/errors.ts';
import type { Backlog } from './sender.ts';

/** Events of one run beyond which nothing is sent, whatever waits: the server refuses signal number 10,001. */
const maxHistoryLength = 9_000;

/**
 * Holds back while a monitor is not being processed. The server takes signals all the same then, until there are so many
 * that the worker that finally comes cannot digest them.
 */
export class BacklogGate {
  private readonly probeEvery: number;
  private readonly maxBacklog: number;
  private sinceProbe = 0;
  /** The waiting task as first seen, and how long the history was then: what came after it is unprocessed. */
  private waiting: Backlog | undefined;

  constructor({ probeEvery, maxBacklog }: { probeEvery: number; maxBacklog: number }) {
    this.probeEvery = probeEvery;
    this.maxBacklog = maxBacklog;
  }

  /** Asks now and then, and always while it holds; throws while there is too much backlog. */
  async pass(model: string, probe: () => Promise<Backlog | undefined>): Promise<void> {
    if (this.sinceProbe < this.probeEvery) return;
    const backlog = await probe();
    if (backlog !== undefined) this.judge(model, backlog);
    this.sinceProbe = 0;
  }

  sent(): void {
    this.sinceProbe += 1;
  }

  private judge(model: string, backlog: Backlog): void {
    const { historyLength, waitingTask } = backlog;
    const isSame = waitingTask !== null && waitingTask === this.waiting?.waitingTask;
    if (!isSame || historyLength < (this.waiting?.historyLength ?? 0)) this.waiting = backlog;
    const unprocessed = isSame ? historyLength - (this.waiting?.historyLength ?? historyLength) : 0;
    if (unprocessed < this.maxBacklog && historyLength < maxHistoryLength) return;
    throw new BackPressureError(
      `The monitor of \`${model}\` is not being processed: ${historyLength} events in its history, at least ${unprocessed} of them unprocessed; sending is held back until a worker polls its task queue`
    );
  }
}
