/** Which way is good. Distances and latencies are `lower-is-better`; `two-sided` means that any change matters. */
export type Direction = 'higher-is-better' | 'lower-is-better' | 'two-sided';

/** Which kind of drift a breach of this metric is evidence for; it names the reason of a retrain. */
export type DriftKind = 'conceptDrift' | 'dataDrift' | 'performanceDrop';

export interface MetricKind {
  direction: Direction;
  /** Word used in messages. @default the metric's name */
  label?: string;
  /** Printed after values in messages. */
  unit?: string;
  /** Digits after the point in messages. @default 4 */
  digits?: number;
  /** @default 'conceptDrift' */
  drift?: DriftKind;
}

/**
 * Metrics whose direction everybody agrees on, so a policy need not say it. Any other name works too, but then the
 * policy must give its `direction`: a latency that "fires below its limit" is the classic bug of guessing.
 */
export const metricKinds = {
  accuracy: { direction: 'higher-is-better' },
  precision: { direction: 'higher-is-better' },
  recall: { direction: 'higher-is-better' },
  f1: { direction: 'higher-is-better' },
  auc: { direction: 'higher-is-better' },
  errorRate: { direction: 'lower-is-better' },
  logLoss: { direction: 'lower-is-better' },
  mae: { direction: 'lower-is-better' },
  rmse: { direction: 'lower-is-better' },
  latencyMs: { direction: 'lower-is-better', label: 'latency', unit: 'ms', digits: 2 },
  driftScore: { direction: 'lower-is-better', label: 'drift', drift: 'dataDrift' },
  pValue: { direction: 'higher-is-better', label: 'p-value', drift: 'dataDrift' },
  klDivergence: { direction: 'lower-is-better', label: 'KL divergence' },
  mapChange: { direction: 'higher-is-better', label: 'mAP change', drift: 'performanceDrop' },
} as const satisfies Record<string, MetricKind>;

export type KnownMetric = keyof typeof metricKinds;

/** The built-in kind of that name, if there is one. */
export function knownKind(name: string): MetricKind | undefined {
  return Object.hasOwn(metricKinds, name) ? metricKinds[name as KnownMetric] : undefined;
}

/** A value as messages print it: fixed digits and the unit, `250.00ms` or `0.8000`. */
export function formatValue(metric: string, value: number): string {
  const kind = knownKind(metric);
  return `${value.toFixed(kind?.digits ?? 4)}${kind?.unit ?? ''}`;
}

/** The word messages use for a metric. */
export function metricLabel(metric: string): string {
  return knownKind(metric)?.label ?? metric;
}
