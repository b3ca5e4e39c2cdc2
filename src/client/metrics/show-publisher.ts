import { Counter, Gauge, type Registry } from 'prom-client';
import type { MonitorClient } from '../monitor-client.ts';
import type { PublisherStats } from '../publish/publisher.ts';

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

/** The metrics of `publisherMetrics`, read from the client whenever somebody looks. */
export function showPublisher(
  client: Pick<MonitorClient, 'stats' | 'totals'>,
  registry: MetricsRegistry,
  { maxModels = 50 }: PublisherMetricsOptions = {}
): void {
  const add = (metric: Gauge | Counter): void => registry.registerMetric(metric);
  const gauge = (name: string, help: string, value: (stats: PublisherStats) => number): void =>
    add(
      new Gauge({
        name: prefix + name,
        help,
        registers: [],
        collect() {
          this.set(value(client.stats()));
        },
      })
    );
  const counter = (name: string, help: string, value: () => number): void =>
    add(
      new Counter({
        name: prefix + name,
        help,
        registers: [],
        collect() {
          this.reset();
          this.inc(value());
        },
      })
    );
  counter('accepted_total', 'Observations that `record` has accepted.', () => client.totals().accepted);
  counter('delivered_total', 'Observations that the Temporal server has confirmed.', () => client.totals().delivered);
  counter('batches_total', 'Batches that the Temporal server has confirmed.', () => client.totals().batches);
  counter('failed_total', 'Deliveries that were given up and are tried again later.', () => client.totals().failed);
  add(
    new Counter({
      name: `${prefix}refused_total`,
      help: 'Calls of `record` that were refused, by reason.',
      labelNames: ['reason'],
      registers: [],
      collect() {
        const { backPressure, invalid, other } = client.totals().refused;
        this.reset();
        this.inc({ reason: 'back-pressure' }, backPressure);
        this.inc({ reason: 'invalid' }, invalid);
        this.inc({ reason: 'other' }, other);
      },
    })
  );
  add(
    new Gauge({
      name: `${prefix}waiting`,
      help: 'Observations accepted and not yet delivered.',
      labelNames: ['model'],
      registers: [],
      collect() {
        this.reset();
        for (const [model, waiting] of waitingBy(client.stats(), maxModels)) this.set({ model }, waiting);
      },
    })
  );
  gauge('oldest_seconds', 'How long the oldest of them has waited.', (stats) =>
    Math.max(0, ...Object.values(stats).map(({ oldestMs }) => (oldestMs ?? 0) / 1_000))
  );
  gauge(
    'stalled',
    'Models whose deliveries fail just now.',
    (stats) => Object.values(stats).filter(({ error }) => error !== undefined).length
  );
  gauge('spool_bytes', 'Size of what waits in the spool; 0 without one.', (stats) =>
    sum(Object.values(stats).map(({ spool }) => spool?.bytes ?? 0))
  );
  gauge('spool_damaged', 'Lines of the spool that could not be read when it was opened.', (stats) =>
    sum(Object.values(stats).map(({ spool }) => spool?.damaged ?? 0))
  );
}

// --- internal ---

const prefix = 'temporal_retrain_publisher_';

function waitingBy(stats: PublisherStats, maxModels: number): [string, number][] {
  const queues = Object.entries(stats)
    .map(([model, { waiting }]): [string, number] => [model, waiting])
    .sort(([, a], [, b]) => b - a);
  const others = sum(queues.slice(maxModels).map(([, waiting]) => waiting));
  return [...queues.slice(0, maxModels), ...(others > 0 ? [['others', others] as [string, number]] : [])];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
