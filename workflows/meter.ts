import { metricMeter } from '@temporalio/workflow';
import { workerMetrics, type Measure, type WorkerMetric } from '../src/terms/worker-metrics.ts';

/**
 * What a monitor adds to its worker's metrics: once a task, in no history, and never again in a replay. A worker that
 * exports no metrics throws it away.
 */
export class Meter {
  private readonly sums = new Map<string, Measure>();
  private spread: Measure[] = [];

  add(measures: readonly Measure[]): void {
    for (const one of measures) {
      if (workerMetrics[one.metric].type === 'histogram') {
        this.spread.push(one);
        continue;
      }
      const key = one.metric + JSON.stringify(one.labels);
      const sum = this.sums.get(key);
      this.sums.set(key, sum ? { ...sum, value: sum.value + one.value } : one);
    }
  }

  tell(): void {
    for (const { metric, labels, value } of this.sums.values())
      metricMeter.createCounter(metric, undefined, helpOf(metric)).add(value, labels);
    for (const { metric, labels, value } of this.spread)
      metricMeter.createHistogram(metric, 'float', 's', helpOf(metric)).record(value, labels);
    this.sums.clear();
    this.spread = [];
  }
}

// --- internal ---

function helpOf(metric: Measure['metric']): string {
  const { help }: WorkerMetric = workerMetrics[metric];
  return help;
}
