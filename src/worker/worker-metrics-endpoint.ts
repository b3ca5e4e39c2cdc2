import { workerMetrics, type WorkerMetric } from '../terms/worker-metrics.ts';
import type { TelemetryOptions } from '@temporalio/worker';

/**
 * Where Prometheus finds what a worker measures.
 *
 * @example
 * ```ts
 * Runtime.install({ telemetryOptions: { metrics: prometheusEndpoint({ port: 9464 }) } });
 * ```
 */
export interface PrometheusEndpointOptions {
  /** Port to listen on. */
  port: number;
  /** Address to listen on; nobody is asked who they are. @default '127.0.0.1' */
  host?: string;
}

/**
 * One endpoint for what our workflows and activities measure and what the SDK itself does, as the metrics of
 * `Runtime.install`, which a process calls once and first of all.
 *
 * @example
 * ```ts
 * Runtime.install({ telemetryOptions: { metrics: prometheusEndpoint({ port: 9464, host: '0.0.0.0' }) } });
 * ```
 */
export function prometheusEndpoint({
  port,
  host = '127.0.0.1',
}: PrometheusEndpointOptions): NonNullable<TelemetryOptions['metrics']> {
  const all: [string, WorkerMetric][] = Object.entries(workerMetrics);
  return {
    prometheus: {
      bindAddress: `${host.includes(':') ? `[${host}]` : host}:${port}`,
      histogramBucketOverrides: Object.fromEntries(
        all.flatMap(([name, { buckets }]) => (buckets ? [[name, [...buckets]]] : []))
      ),
    },
  };
}
