/** What a monitor has counted since it was started. */
export interface Counts {
  observations: number;
  batches: number;
  /** Batches that had been taken before. */
  duplicates: number;
  /** Observations whose key, or entry of a list, had been counted before. */
  repeated: number;
  /** Entries of lists with too many gaps to tell whether they had been counted: they are not. */
  indistinct: number;
  refusedBatches: number;
  /** Values that were not finite numbers. */
  invalid: number;
  /** Observations of metrics that the policy does not name. */
  unknownMetric: number;
  /** Observations measured on a retired version. */
  fenced: number;
  /** Observations measured on a challenger, which are not the champion's. */
  challenger: number;
  /** Observations of segments beyond the cap. */
  overCap: number;
  /** Observations whose event time lay before one already seen. */
  outOfOrder: number;
  /** Observations in the time ranges that the policy excludes. */
  excluded: number;
  /** Observations that came late, but in time to be taken into their place. */
  rejudged: number;
  /** Observations that came later than their metric allows: not judged. */
  tooLate: number;
  /** Observations that left the open window early, because it was full. */
  closedEarly: number;
  /** With an event time that cannot be meant, such as seconds for milliseconds; counted all the same. */
  doubted: number;
  /** Signals that could not even be decoded. */
  undecodable: number;
  /** How often something was given up so that the state stays within what a server takes. */
  shed: number;
  /** Evaluations in all, and those without any consequence. */
  evaluations: number;
  none: number;
}
