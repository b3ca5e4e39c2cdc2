import type { Registry } from 'prom-client';

/**
 * How much of a publisher is shown.
 *
 * @example
 * ```ts
 * await publisherMetrics(client, register, { maxModels: 20 });
 * ```
 */
export interface PublisherMetricsOptions {
  /** Models that are shown by name, those with most waiting first; the rest are `others`. @default 50 */
  maxModels?: number;
}

/** What is needed of a `Registry` of prom-client, whichever version of it the service has. */
export type MetricsRegistry = Pick<Registry, 'registerMetric'>;
