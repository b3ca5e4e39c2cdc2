/** What a worker hears of its workflows without a trace in their histories. */
export type MetricSinks = {
  retrainMetrics: {
    /** A batch of metrics as it came over the wire. */
    heard(raw: unknown): void;
  };
};
