import type { ChallengerReport } from './lineage.ts';
import type { LiveSpec } from './retrain.ts';
import type { Summary } from '../../stats/welch.ts';

/**
 * A version under observation on live metrics: a challenger in shadow against the champion over the same span, or a
 * fresh champion on probation against the last values of the one before.
 */
export interface LiveTrial {
  generation: number;
  version: string;
  /** The version it is held against. */
  against: string;
  since: number;
  until: number;
  /** Event time that the monitor had seen by then: what is untagged and older was measured on the version before. */
  sinceEvent: number | null;
  /** As the policy had it when the trial began. */
  spec: LiveSpec;
  /** By metric; bounded by the metrics of the policy. */
  metrics: Record<string, LiveMetric>;
  /** What a challenger in shadow has shown at its gate. */
  report?: ChallengerReport;
  /** The verdict has been given, and the registry is carrying it out. */
  decided: boolean;
}

export interface LiveMetric {
  baseline: Summary;
  candidate: Summary;
  /** Looks taken so far: each spends its share of the significance level. */
  looks: number;
  /** Of a metric whose values are compared without their season: where they stand. Absent: as they come. */
  level?: number;
}
