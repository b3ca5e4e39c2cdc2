import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { PublisherStats } from '../../client/publish/publisher.ts';
import { maxModels, rank, type FleetReading } from './fleet-reading.ts';

/** Why a row was not taken. */
export const refusalReasons = ['unreadable', 'unknown-metric', 'implausible', 'invalid'] as const;

export type RefusedFor = (typeof refusalReasons)[number];

export interface MetricSources {
  stats: () => PublisherStats;
  fleet: () => Promise<FleetReading | undefined>;
}

/** What this server counts and measures, for Prometheus. The number of series is bounded, whatever is asked of it. */
export class ServeMetrics {
  private readonly registry = new Registry();
  private readonly sources: MetricSources;
  private readonly observationsTaken = this.counter('observations_taken_total', 'Observations taken over HTTP.');
  private readonly rowsRefused = this.counter('rows_refused_total', 'Rows refused over HTTP, by reason.', ['reason']);
  private readonly requests = this.counter('http_requests_total', 'Requests answered.', ['method', 'path', 'status']);
  private readonly seconds = new Histogram({
    name: `${prefix}http_request_seconds`,
    help: 'Time to answer a request.',
    labelNames: ['method', 'path'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [this.registry],
  });
  private readonly waiting = this.gauge('publisher_waiting', 'Observations taken and not yet delivered.', ['model']);
  private readonly oldest = this.gauge('publisher_oldest_seconds', 'How long the oldest of them has waited.');
  private readonly stalled = this.gauge('publisher_stalled', 'Models whose deliveries fail just now.');
  private readonly monitors = this.gauge('monitors', 'Running monitors, by state.', ['state']);
  private readonly level = this.gauge(
    'metric_level',
    'Level of a metric: 0 without a verdict, 1 stable, 2 warning, 3 drift.',
    ['model', 'metric']
  );
  private readonly distance = this.gauge(
    'metric_distance',
    'How much further the nearest statistic of a metric must move to fire; 0 or less: beyond its limit.',
    ['model', 'metric']
  );
  private readonly leftOut = this.gauge('models_left_out', 'Monitors beyond those whose metrics are told.');
  private readonly unread = this.gauge('fleet_unread', 'Whether the fleet could not be read: 1, else 0.');

  constructor(sources: MetricSources) {
    this.sources = sources;
    for (const reason of refusalReasons) this.rowsRefused.inc({ reason }, 0);
  }

  taken(observations: number): void {
    this.observationsTaken.inc(observations);
  }

  refused(reason: RefusedFor): void {
    this.rowsRefused.inc({ reason });
  }

  /** @param path of the route, never of the request: those are without number */
  answered(method: string, path: string, status: number, seconds: number): void {
    this.requests.inc({ method, path, status: String(status) });
    this.seconds.observe({ method, path }, seconds);
  }

  /** The text that Prometheus reads, with what is true now. */
  async text(): Promise<string> {
    this.showQueues(this.sources.stats());
    this.showFleet(await this.sources.fleet());
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  // --- internal ---

  private showQueues(stats: PublisherStats): void {
    const queues = Object.entries(stats).sort(([, a], [, b]) => b.waiting - a.waiting);
    this.waiting.reset();
    for (const [model, { waiting }] of queues.slice(0, maxModels)) this.waiting.set({ model }, waiting);
    const others = queues.slice(maxModels).reduce((sum, [, { waiting }]) => sum + waiting, 0);
    if (others > 0) this.waiting.set({ model: 'others' }, others);
    this.oldest.set(Math.max(0, ...queues.map(([, { oldestMs }]) => (oldestMs ?? 0) / 1_000)));
    this.stalled.set(queues.filter(([, { error }]) => error !== undefined).length);
  }

  private showFleet(fleet: FleetReading | undefined): void {
    for (const gauge of [this.monitors, this.level, this.distance]) gauge.reset();
    this.unread.set(fleet ? 0 : 1);
    this.leftOut.set(fleet?.leftOut ?? 0);
    if (!fleet) return;
    for (const [state, count] of Object.entries(fleet.states)) this.monitors.set({ state }, count);
    for (const { model, metric, level, toFiring } of fleet.metrics) {
      this.level.set({ model, metric }, rank[level]);
      if (toFiring !== null) this.distance.set({ model, metric }, toFiring);
    }
  }

  private counter<L extends string>(name: string, help: string, labelNames: L[] = []): Counter<L> {
    return new Counter({ name: prefix + name, help, labelNames, registers: [this.registry] });
  }

  private gauge<L extends string>(name: string, help: string, labelNames: L[] = []): Gauge<L> {
    return new Gauge({ name: prefix + name, help, labelNames, registers: [this.registry] });
  }
}

// --- internal ---

const prefix = 'temporal_retrain_';
