import type { MetricBatch } from '../../core/wire/batch.ts';

/** Sends batches to monitors. The real one uses Temporal's signals; tests use one that fails on demand. */
export interface Sender {
  /**
   * Resolves when the server has the batch. If it rejects, the server may still have it: the same batch is then resent.
   *
   * @param givenUp aborted when nobody waits for the answer any more
   */
  send(workflowId: string, batch: MetricBatch, givenUp: AbortSignal): Promise<void>;
  /** How far behind the monitor is; `undefined` when that is unknown. */
  probe(workflowId: string, givenUp: AbortSignal): Promise<Backlog | undefined>;
  /** What a rejection means. */
  classify(model: string, error: unknown): Verdict;
}

export interface Backlog {
  /** Events in the history of the monitor's current run. */
  historyLength: number;
  /** Bytes of that history; the server ends a run at 50 MiB, and everything waiting in it is lost. */
  historyBytes: number;
  /** Identifies the waiting workflow task; `null` while none waits. */
  waitingTask: string | null;
}

export interface Verdict {
  /** Whether to retry at once; otherwise the batch waits for the next round. */
  retry: boolean;
  /** For people. */
  error: Error;
}
