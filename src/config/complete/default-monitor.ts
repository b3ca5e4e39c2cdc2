import { defaultMetrics, type Metrics } from './presets.ts';
import type { MonitorFile } from '../schema/monitor-schema.ts';

/** Rows that the in-process trainer reads. */
export interface TrainingRows {
  /** Path of the file, below the worker's data root. */
  csv: string;
  /** Column with the event time. */
  time: string;
  /** What the time column holds. @default 'iso' */
  timeUnit?: 'day' | 'ms' | 's' | 'iso';
  /** Column with the truth. */
  label: string;
}

/**
 * The model, the rows it learns from, and what should differ from the default.
 *
 * @example
 * ```ts
 * defaultMonitor({ model: 'shop:ranker', data: { csv: 'clicks.csv', time: 'at', label: 'clicked' }, promotion: 'auto' });
 * ```
 */
export interface DefaultMonitorOptions {
  /** `<project>:<name>` */
  model: string;
  data: TrainingRows;
  /** @default accuracy below 0.92 or F1 below 0.90, each on its moving average */
  metrics?: Metrics;
  /** `auto` serves what passes the gate; `challenger` waits for a person. @default 'challenger' */
  promotion?: 'challenger' | 'auto' | 'shadow';
}

/**
 * A whole monitor from the name of a model and its rows: it watches, retrains in the worker's own process, and has a
 * person approve. Everything else is at its default and may be changed in what comes back.
 *
 * @example
 * ```ts
 * const data = { csv: 'clicks.csv', time: 'at', label: 'clicked' };
 * await client.monitor('shop:ranker').ensure(defaultMonitor({ model: 'shop:ranker', data }));
 * ```
 */
export function defaultMonitor(options: DefaultMonitorOptions): MonitorFile {
  const { model, data, metrics = defaultMetrics(), promotion = 'challenger' } = options;
  return { model, metrics, retrain: { trainer: { name: 'in-process', options: { data: { ...data } } }, promotion } };
}
