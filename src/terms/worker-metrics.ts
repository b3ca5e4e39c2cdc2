import { workflowTypes } from './message-names.ts';

/** What Prometheus calls a number that only grows, and one that is spread over buckets. */
export interface WorkerMetric {
  type: 'counter' | 'histogram';
  help: string;
  /** With the values that are known beforehand: those begin at 0, so that the first of them is an increase. */
  labels: Readonly<Record<string, readonly string[]>>;
  /** Type of the workflow that counts it. @default the monitor's */
  workflowType?: string;
  /** Upper bounds of a histogram, in seconds. */
  buckets?: readonly number[];
}

/**
 * What a worker counts of its monitors, by the name that Prometheus sees. No label has a model's name: a worker may run
 * ten thousand of them. What there is to tell of single models, the HTTP server reads.
 */
export const workerMetrics = {
  temporal_retrain_observations_total: {
    type: 'counter',
    help: 'Observations that monitors took in and judged.',
    labels: {},
  },
  temporal_retrain_observations_not_judged_total: {
    type: 'counter',
    help: 'Observations that monitors did not judge, by reason.',
    labels: {
      reason: [
        'repeated',
        'indistinct',
        'not-a-number',
        'unknown-metric',
        'retired-version',
        'challenger',
        'segment-over-cap',
        'excluded-time',
        'too-late',
      ],
    },
  },
  temporal_retrain_observations_late_total: {
    type: 'counter',
    help: 'Observations that came after newer ones: out of order, or in time to be judged in their place.',
    labels: { kind: ['out-of-order', 'rejudged'] },
  },
  temporal_retrain_batches_total: {
    type: 'counter',
    help: 'Batches of observations that monitors got: taken, repeated or refused.',
    labels: { outcome: ['taken', 'repeated', 'refused'] },
  },
  temporal_retrain_retrains_total: {
    type: 'counter',
    help: 'Retrains that have ended, by outcome.',
    labels: { outcome: ['promoted', 'awaiting-approval', 'rejected', 'superseded', 'failed', 'cancelled'] },
  },
  temporal_retrain_retrain_seconds: {
    type: 'histogram',
    help: 'How long a retrain took, from its start to its end, by outcome.',
    labels: { outcome: [] },
    buckets: [10, 60, 300, 900, 3_600, 14_400, 86_400, 604_800],
  },
  temporal_retrain_approval_wait_seconds: {
    type: 'histogram',
    help: 'How long a challenger waited for a person, by what became of it.',
    labels: { outcome: [] },
    buckets: [60, 600, 3_600, 14_400, 43_200, 86_400, 259_200, 604_800],
  },
  temporal_retrain_probations_total: {
    type: 'counter',
    help: 'Probations of new champions that have ended, by outcome.',
    labels: { outcome: ['passed', 'unjudged', 'failed', 'ended'] },
  },
  temporal_retrain_pulls_total: {
    type: 'counter',
    help: 'Questions to sources of metrics, by outcome.',
    labels: { outcome: ['ok', 'failed'] },
    workflowType: workflowTypes.pull,
  },
  temporal_retrain_registry_seconds: {
    type: 'histogram',
    help: 'Time that the model registry took to answer, by operation and outcome.',
    labels: { operation: [], outcome: [] },
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
  },
} as const satisfies Record<string, WorkerMetric>;

export type WorkerMetricName = keyof typeof workerMetrics;

/** One number to add, or one to put into a bucket. */
export interface Measure {
  metric: WorkerMetricName;
  labels: Readonly<Record<string, string>>;
  value: number;
}
