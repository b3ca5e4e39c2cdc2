import type { MetricBatch } from '../../core/wire/batch.ts';

/** The way to the monitors. The real one is Temporal's signal; tests bring one that fails as they like. */
export interface Sender {
  /** Resolves when the server has the batch. It may have it too when this rejects: the same batch is then sent again. */
  send(workflowId: string, batch: MetricBatch): Promise<void>;
  /** How far the monitor is behind; `undefined` when it cannot be said now. */
  probe(workflowId: string): Promise<Backlog | undefined>;
  /** What a rejection means. */
  judge(model: string, error: unknown): Verdict;
}

export interface Backlog {
  /** Events in the history of the monitor's current run. */
  historyLength: number;
  /** Bytes of that history; the server ends a run at 50 MiB, and what waits in it is lost. */
  historyBytes: number;
  /** Tells apart one workflow task that waits from the next; `null` while none waits. */
  waitingTask: string | null;
}

export interface Verdict {
  /** Whether to try again at once; otherwise the batch waits until the next round. */
  retry: boolean;
  /** For people. */
  error: Error;
}
