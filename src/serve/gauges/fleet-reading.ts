import type { Distance, MonitorView } from '../../core/wire/answers.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';
import type { Level } from '../../terms/level.ts';

/** What the fleet is like, as of some seconds ago. */
export interface FleetReading {
  /** Running monitors by state. */
  states: Record<string, number>;
  models: ModelReading[];
  metrics: MetricReading[];
  /** Monitors that are only counted. */
  leftOut: number;
  /** Monitors that were asked and did not answer. */
  unanswered: number;
}

/** One monitor; times in epoch milliseconds. */
export interface ModelReading {
  model: string;
  /** Since it was started: observations judged, not judged, and late. */
  observations: number;
  notJudged: number;
  late: number;
  /** Of the newest observation; `null` before the first. */
  newestAt: number | null;
  /** Since when a challenger waits for a person, and a new champion is on probation. */
  approvalSince: number | null;
  probationSince: number | null;
}

export interface MetricReading {
  model: string;
  metric: string;
  level: Level;
  /** Of the detector that is nearest; `null` while all are warming up. */
  toFiring: number | null;
}

/** Monitors whose metrics are told: those that need somebody come first. */
export const maxModels = 50;
const maxReadings = 1_000;

/**
 * Reads the fleet at most every 15 seconds, and only when somebody wants to know. No monitor gets an event by it:
 * states come from visibility, levels from queries.
 */
export class FleetReader {
  private readonly client: MonitorClient;
  private last: FleetReading | undefined;
  private readAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | undefined;

  constructor(client: MonitorClient) {
    this.client = client;
  }

  /** The newest there is within `waitMs`; `undefined` when nothing could be read yet. */
  async read(waitMs = 3_000): Promise<FleetReading | undefined> {
    if (performance.now() - this.readAt > 15_000)
      this.reading ??= this.look().finally(() => {
        this.readAt = performance.now();
        this.reading = undefined;
      });
    if (this.reading) await Promise.race([this.reading, new Promise((done) => setTimeout(done, waitMs).unref())]);
    return this.last;
  }

  /** Resolves when no question is under way any more: a connection must not be closed under one. */
  async end(): Promise<void> {
    await this.reading;
  }

  // --- internal ---

  private async look(): Promise<void> {
    try {
      const counts = await Promise.all(states.map((state) => this.client.count({ state })));
      const entries = states.map((state, index) => [state, counts[index] ?? 0] as const);
      const total = await this.client.count();
      const known = counts.reduce((sum, count) => sum + count, 0);
      const shown: Record<string, number> = Object.fromEntries(entries);
      // A monitor that has just started, or whose namespace has no search attributes, has no state.
      shown['unknown'] = Math.max(0, total - known);
      const models = await this.models(entries.filter(([, count]) => count > 0).map(([state]) => state));
      const read = (await Promise.all(models.map((model) => this.readingOf(model)))).flat();
      this.last = {
        states: shown,
        models: read.map(({ model }) => model),
        metrics: read.flatMap(({ metrics }) => metrics).slice(0, maxReadings),
        leftOut: Math.max(0, total - models.length),
        unanswered: models.length - read.length,
      };
    } catch {
      this.last = undefined;
    }
  }

  private async models(inStates: readonly string[]): Promise<string[]> {
    const models = new Set<string>();
    for (const state of [...inStates, undefined]) {
      if (models.size >= maxModels) break;
      const { monitors } = await this.client.page(state === undefined ? {} : { state }, { pageSize: maxModels });
      for (const { model } of monitors) if (models.size < maxModels) models.add(model);
    }
    return [...models];
  }

  /** Nothing of a monitor that does not answer. */
  private async readingOf(model: string): Promise<{ model: ModelReading; metrics: MetricReading[] }[]> {
    try {
      const monitor = this.client.monitor(model);
      const { distances } = await monitor.explain();
      return [{ model: readingOf(await monitor.state()), metrics: metricsOf(model, distances) }];
    } catch {
      return [];
    }
  }
}

/** How bad a level is, for a gauge. */
export const rank: Readonly<Record<Level, number>> = { 'no-data': 0, 'warming-up': 0, stable: 1, warning: 2, drift: 3 };

// --- internal ---

/** Those that need somebody first. */
const states = [
  'awaiting-approval',
  'drift',
  'broken',
  'killed',
  'retraining',
  'probation',
  'shadow',
  'no-data',
  'paused',
  'warning',
  'stable',
  'warming-up',
] as const;

function readingOf({ model, counts, series, approval, probation }: MonitorView): ModelReading {
  const { repeated, indistinct, invalid, unknownMetric, fenced, challenger, overCap, excluded, tooLate } = counts;
  return {
    model,
    observations: counts.observations,
    notJudged:
      repeated + (indistinct ?? 0) + invalid + unknownMetric + fenced + challenger + overCap + excluded + tooLate,
    late: counts.outOfOrder + counts.rejudged,
    newestAt: series.length === 0 ? null : Math.max(...series.map(({ lastAt }) => lastAt)),
    approvalSince: approval && approval.decided === null ? approval.since : null,
    probationSince: probation?.since ?? null,
  };
}

/** Of the model as a whole: segments are without number. */
function metricsOf(model: string, distances: readonly Distance[]): MetricReading[] {
  const readings = new Map<string, MetricReading>();
  for (const { metric, segment, level, toFiring } of distances) {
    if (segment !== '') continue;
    const before = readings.get(metric);
    readings.set(metric, {
      model,
      metric,
      level: before && rank[before.level] > rank[level] ? before.level : level,
      toFiring: nearest(before?.toFiring ?? null, toFiring),
    });
  }
  return [...readings.values()];
}

function nearest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}
