import { BacklogGate } from './backlog-gate.ts';
import { pause, type Clock } from './clock.ts';
import { columnLength } from '../../core/wire/columns.ts';
import { bytesOf } from './encode-batch.ts';
import type { MetricBatch } from '../../core/wire/batch.ts';
import type { ResolvedPublisherOptions } from './publisher-options.ts';
import type { Sender } from './sender.ts';

export interface DeliveryOptions {
  model: string;
  workflowId: string;
  sender: Sender;
  clock: Clock;
  random: () => number;
  publisher: ResolvedPublisherOptions;
  /** Told how many observations were delivered; `undefined` when it gave up for now. */
  ended?: (observations: number | undefined) => void;
}

/**
 * Delivers to one monitor: sends a batch until it is confirmed, and holds back while no worker processes the monitor.
 */
export class Delivery {
  private readonly options: DeliveryOptions;
  private readonly gate: BacklogGate;

  constructor(options: DeliveryOptions) {
    this.options = options;
    this.gate = new BacklogGate(options.publisher, () => options.clock.now());
  }

  /**
   * Sends the same batch until the server has confirmed it. Returns the error if that does not succeed within
   * `retryForMs`, or cannot succeed.
   *
   * @param givenUp when it is aborted, what is on its way is ended, and nothing more is sent
   */
  async deliver(batch: MetricBatch, givenUp: AbortSignal): Promise<Error | undefined> {
    const { clock, model, publisher, random, sender } = this.options;
    const giveUpAt = clock.now() + publisher.retryForMs;
    const bytes = bytesOf(batch);
    for (let attempt = 0; ; attempt++)
      try {
        await this.attempt(batch, bytes, givenUp);
        this.options.ended?.(batch.series.reduce((sum, { v }) => sum + columnLength(v), 0));
        return undefined;
      } catch (cause) {
        const { retry, error } = sender.classify(model, cause);
        const delay = backOff(attempt, random());
        const isLast = !retry || givenUp.aborted || clock.now() + delay > giveUpAt;
        if (!isLast) await pause(clock, delay);
        if (!isLast && !givenUp.aborted) continue;
        // What is given up for good is no failed try: nothing goes out again.
        if (!givenUp.aborted) this.options.ended?.(undefined);
        return error;
      }
  }

  // --- internal ---

  private async attempt(batch: MetricBatch, bytes: number, givenUp: AbortSignal): Promise<void> {
    const { model, sender, workflowId } = this.options;
    await this.gate.pass(model, bytes, () => sender.probe(workflowId, givenUp));
    givenUp.throwIfAborted();
    this.gate.sent(bytes);
    await sender.send(workflowId, batch, givenUp);
  }
}

// --- internal ---

/**
 * 100 ms, doubling up to 5 s, minus up to half at random: senders that failed together come back at different times.
 */
function backOff(attempt: number, random: number): number {
  return Math.min(5_000, 100 * 2 ** Math.min(attempt, 10)) * (1 - random / 2);
}
