/** A question about a span of time. */
export interface RangeQuery {
  query: string;
  /** Epoch milliseconds, both included. */
  from: number;
  to: number;
  stepMs: number;
  signal: AbortSignal;
}

/** One answer to it: values at some of the times from `from` to `to`, in steps. */
export interface RangeSeries {
  labels: Readonly<Record<string, string>>;
  /** Oldest first; times in epoch milliseconds. */
  points: readonly (readonly [at: number, value: number])[];
}

/**
 * Somewhere metrics can be asked for. The worker's owner adds it, with address and credentials; monitors only name it.
 * Errors are `SourceError`; `permanent` says that asking again cannot help.
 */
export interface MetricSource {
  readonly name: string;
  range(query: RangeQuery): Promise<RangeSeries[]>;
}
