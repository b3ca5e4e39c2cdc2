/** One batch of metrics as a monitor took it in, for notifiers that hear them. */
export interface HeardBatch {
  model: string;
  /** When the monitor's worker saw it, epoch milliseconds. */
  heardAt: number;
  /** Who sent it. With `incarnation` and `seq` it tells a batch that came twice. */
  source: string;
  incarnation: string | null;
  seq: number;
  observations: HeardObservation[];
}

export interface HeardObservation {
  metric: string;
  /** Empty for the whole model. */
  segment: string;
  version: string | null;
  /** Event time, epoch milliseconds. */
  at: number;
  /** `null` where the sender's number cannot be used. */
  value: number | null;
}
