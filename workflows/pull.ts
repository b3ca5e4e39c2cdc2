import { isPlainPull, pullSpan, type PullOrder } from '../src/core/state-parts/pull.ts';
import { metricMeter, proxyActivities, workflowInfo } from '@temporalio/workflow';
import { expectNames } from '../src/core/sound-spec.ts';
import { expectPlain } from '../src/core/bounds/plain-input.ts';
import { refuseUnusable } from './usable-input.ts';
import { workerMetrics } from '../src/terms/worker-metrics.ts';
import type { RetrainActivities } from '../activities/contract.ts';

/** How far a pull has come: the next one of its schedule goes on from there. */
export interface Pulled {
  until: number;
  values: number;
}

/**
 * Asks a source for what there is of a model's metrics, and hands it to the monitor. A schedule starts it; where the
 * one before has failed, or nobody was there for a while, it asks for what was missed.
 */
export async function pullMetrics(order: PullOrder): Promise<Pulled | null> {
  refuseUnusable('an order to ask for metrics', () => lookAt(order));
  const { model, pull } = order;
  const last = pulledBefore(workflowInfo().lastResult);
  let done = last;
  const { 'retrain.pull': ask } = asking(pull.everyMs);
  for (let n = 0; n < maxQuestions; n++) {
    const span = pullSpan(pull, done?.until ?? null, Date.now());
    if (!span) break;
    try {
      const answer = await ask.executeWithOptions({ summary: `metrics of ${model}` }, [{ model, pull, ...span }]);
      done = { until: answer.until, values: answer.values + (n === 0 ? 0 : (done?.values ?? 0)) };
      count('ok');
      if (answer.isOver) break;
    } catch (error) {
      count('failed');
      throw error;
    }
  }
  return done;
}

// --- internal ---

/** Each is an activity; a long outage is caught up over several pulls. */
const maxQuestions = 50;

function asking(everyMs: number) {
  return proxyActivities<RetrainActivities>({
    startToCloseTimeout: '1 minute',
    // The next one asks for the same, so this one need not try for longer.
    scheduleToCloseTimeout: Math.min(Math.max(everyMs, 120_000), 600_000),
    retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
  });
}

function lookAt(order: PullOrder): void {
  expectPlain(order);
  expectNames([order.model]);
  if (!isPlainPull(order.pull)) throw new TypeError('expected `every`, `delay`, `catchUp` and `queries`');
}

function pulledBefore(result: unknown): Pulled | null {
  const { until } = (result ?? {}) as Partial<Pulled>;
  return Number.isFinite(until) ? { until: until as number, values: 0 } : null;
}

function count(outcome: 'ok' | 'failed'): void {
  const name = 'temporal_retrain_pulls_total';
  metricMeter.createCounter(name, undefined, workerMetrics[name].help).add(1, { outcome });
}
