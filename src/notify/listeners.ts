import type { HeardBatch } from './heard-batch.ts';
import type { Notifier } from './notifier.ts';

/**
 * Hands batches of metrics to notifiers that hear them, in order and one after the other for each. A slow or failing
 * one holds up neither the monitor nor the others: beyond `mostWaiting` batches the newest are left out, and that is
 * told.
 */
export class Listeners {
  private readonly queues = new Map<string, Queue>();
  private readonly tell: (problem: string) => void;
  private readonly mostWaiting: number;

  /** @param tell hears of what failed or was left out: once when it begins, and not for every batch */
  constructor(tell: (problem: string) => void, mostWaiting = 1_000) {
    this.tell = tell;
    this.mostWaiting = mostWaiting;
  }

  hear(name: string, notifier: Notifier, batch: HeardBatch): void {
    if (!notifier.hear) return;
    const queue = this.queueOf(name);
    if (queue.waiting >= this.mostWaiting) {
      this.trouble(name, queue, `more than ${this.mostWaiting} batches wait for it; the newest are left out`);
      return;
    }
    queue.waiting += 1;
    queue.tail = queue.tail.then(() => this.deliver(name, queue, notifier, batch));
  }

  /** Resolves when everything that was handed over so far has been heard or has failed. */
  async settled(): Promise<void> {
    await Promise.all([...this.queues.values()].map(({ tail }) => tail));
  }

  private async deliver(name: string, queue: Queue, notifier: Notifier, batch: HeardBatch): Promise<void> {
    try {
      await notifier.hear?.(batch);
      queue.troubled = false;
    } catch (error) {
      this.trouble(name, queue, error instanceof Error ? error.message : String(error));
    } finally {
      queue.waiting -= 1;
    }
  }

  private trouble(name: string, queue: Queue, problem: string): void {
    if (queue.troubled) return;
    queue.troubled = true;
    this.tell(`Notifier \`${name}\` does not hear every batch of metrics: ${problem}`);
  }

  private queueOf(name: string): Queue {
    const known = this.queues.get(name);
    if (known) return known;
    const queue = { waiting: 0, troubled: false, tail: Promise.resolve() };
    this.queues.set(name, queue);
    return queue;
  }
}

// --- internal ---

interface Queue {
  waiting: number;
  /** Told already, and not well since. */
  troubled: boolean;
  tail: Promise<void>;
}
