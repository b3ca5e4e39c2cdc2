import type { MetricsRegistry, PublisherMetricsOptions } from './show-publisher.ts';
import type { MonitorClient } from '../monitor-client.ts';

/**
 * Adds what a client's publisher measures to the metrics that a service shows to Prometheus with prom-client: what was
 * accepted, refused and delivered, how much waits in memory or in the spool, and for how long.
 *
 * @example
 * ```ts
 * await publisherMetrics(client, register); // `register` of prom-client
 * ```
 */
export async function publisherMetrics(
  client: Pick<MonitorClient, 'stats' | 'totals'>,
  registry: MetricsRegistry,
  options: PublisherMetricsOptions = {}
): Promise<void> {
  // Loaded here: whoever imports this package for something else does not wait for it.
  const { showPublisher } = await import('./show-publisher.ts');
  showPublisher(client, registry, options);
}
