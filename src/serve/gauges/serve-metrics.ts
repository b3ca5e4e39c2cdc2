import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { showPublisher } from '../../client/metrics/show-publisher.ts';
import { maxModels, rank, type FleetReading, type ModelReading } from './fleet-reading.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';

/** Why a row was not taken. */
export const refusalReasons = ['unreadable', 'unknown-metric', 'unknown-model', 'implausible', 'invalid'] as const;

export type RefusedFor = (typeof refusalReasons)[number];

/** Why a value that a Prometheus wrote is for no monitor. */
export const passedOverReasons = [
  'no-model',
  'unknown-metric',
  'not-a-number',
  'not-a-version',
  'before-1970',
] as const;

export type PassedOverFor = (typeof passedOverReasons)[number];

export interface MetricSources {
  publisher: Pick<MonitorClient, 'stats' | 'totals'>;
  fleet: () => Promise<FleetReading | undefined>;
}

/** What this server counts and measures, for Prometheus. The number of series is bounded, whatever is asked of it. */
export class ServeMetrics {
  private readonly registry = new Registry();
  private readonly sources: MetricSources;
  private readonly observationsTaken = this.counter('observations_taken_total', 'Observations taken over HTTP.');
  private readonly rowsRefused = this.counter('rows_refused_total', 'Rows refused over HTTP, by reason.', ['reason']);
  private readonly samplesPassedOver = this.counter(
    'prometheus_samples_passed_over_total',
    'Values of a Prometheus that are for no monitor, by reason.',
    ['reason']
  );
  private readonly requests = this.counter('http_requests_total', 'Requests answered.', ['method', 'path', 'status']);
  private readonly seconds = new Histogram({
    name: `${prefix}http_request_seconds`,
    help: 'Time to answer a request.',
    labelNames: ['method', 'path'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [this.registry],
  });
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
  private readonly observations = this.counter('model_observations_total', 'Observations judged.', ['model']);
  private readonly notJudged = this.counter('model_observations_not_judged_total', 'Observations not judged.', [
    'model',
  ]);
  private readonly late = this.counter('model_observations_late_total', 'Observations that came late.', ['model']);
  private readonly newest = this.gauge(
    'model_newest_observation_timestamp_seconds',
    'Event time of the newest observation.',
    ['model']
  );
  private readonly approval = this.gauge('approval_waiting_seconds', 'How long a challenger has waited for a person.', [
    'model',
  ]);
  private readonly probation = this.gauge('probation_seconds', 'How long a new champion has been on probation.', [
    'model',
  ]);
  private readonly leftOut = this.gauge('models_left_out', 'Monitors beyond those whose metrics are told.');
  private readonly unanswered = this.gauge('monitors_unanswered', 'Monitors that were asked and did not answer.');
  private readonly unread = this.gauge('fleet_unread', 'Whether the fleet could not be read: 1, else 0.');

  constructor(sources: MetricSources) {
    this.sources = sources;
    showPublisher(sources.publisher, this.registry, { maxModels });
    for (const reason of refusalReasons) this.rowsRefused.inc({ reason }, 0);
    for (const reason of passedOverReasons) this.samplesPassedOver.inc({ reason }, 0);
  }

  taken(observations: number): void {
    this.observationsTaken.inc(observations);
  }

  refused(reason: RefusedFor): void {
    this.rowsRefused.inc({ reason });
  }

  passedOver(reason: PassedOverFor): void {
    this.samplesPassedOver.inc({ reason });
  }

  /** @param path of the route, never of the request: those are without number */
  answered(method: string, path: string, status: number, seconds: number): void {
    this.requests.inc({ method, path, status: String(status) });
    this.seconds.observe({ method, path }, seconds);
  }

  /** The text that Prometheus reads, with what is true now. */
  async text(): Promise<string> {
    this.showFleet(await this.sources.fleet());
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  // --- internal ---

  private showFleet(fleet: FleetReading | undefined): void {
    for (const metric of [this.monitors, this.level, this.distance]) metric.reset();
    for (const metric of [this.observations, this.notJudged, this.late]) metric.reset();
    for (const metric of [this.newest, this.approval, this.probation]) metric.reset();
    this.unread.set(fleet ? 0 : 1);
    this.leftOut.set(fleet?.leftOut ?? 0);
    this.unanswered.set(fleet?.unanswered ?? 0);
    if (!fleet) return;
    for (const [state, count] of Object.entries(fleet.states)) this.monitors.set({ state }, count);
    for (const one of fleet.models) this.showModel(one);
    for (const { model, metric, level, toFiring } of fleet.metrics) {
      this.level.set({ model, metric }, rank[level]);
      if (toFiring !== null) this.distance.set({ model, metric }, toFiring);
    }
  }

  private showModel({ model, newestAt, approvalSince, probationSince, ...counts }: ModelReading): void {
    this.observations.inc({ model }, counts.observations);
    this.notJudged.inc({ model }, counts.notJudged);
    this.late.inc({ model }, counts.late);
    if (newestAt !== null) this.newest.set({ model }, newestAt / 1_000);
    if (approvalSince !== null) this.approval.set({ model }, secondsSince(approvalSince));
    if (probationSince !== null) this.probation.set({ model }, secondsSince(probationSince));
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

function secondsSince(at: number): number {
  return Math.max(0, Date.now() - at) / 1_000;
}
