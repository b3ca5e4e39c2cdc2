import { isPlainPull, pullSpan, type PullOrder, type PullReport, type PullSpan } from '../src/core/state-parts/pull.ts';
import {
  ApplicationFailure,
  getExternalWorkflowHandle,
  isCancellation,
  metricMeter,
  patched,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import { describeFailure } from './describe-failure.ts';
import { monitorWorkflowId } from '../src/terms/model-id.ts';
import { pulledSignal } from './messages.ts';
import { expectNames } from '../src/core/sound-spec.ts';
import { expectPlain } from '../src/core/bounds/plain-input.ts';
import { refuseUnusable } from './usable-input.ts';
import { workerMetrics } from '../src/terms/worker-metrics.ts';
import type { PullJob, RetrainActivities } from '../activities/contract.ts';

/** How far a pull has come: the next one of its schedule goes on from there. */
export interface Pulled {
  /** The newest time that a query was answered for. */
  until: number;
  values: number;
  /** Metrics of which less is known, as their queries failed: until when; `null`: never. */
  behind?: Record<string, number | null>;
  /** Metrics whose queries failed. */
  failed?: string[];
}

/**
 * Asks a source for what there is of a model's metrics, and hands it to the monitor. A schedule starts it; where the
 * one before has failed, or nobody was there for a while, it asks for what was missed. A query that fails keeps no
 * other from being answered, and the monitor is told.
 *
 * @throws ApplicationFailure when no query was answered
 */
export async function pullMetrics(order: PullOrder): Promise<Pulled | null> {
  refuseUnusable('an order to ask for metrics', () => lookAt(order));
  const last = pulledBefore(workflowInfo().lastResult);
  if (!patched('each-query')) return pullTogether(order, last);
  const pull = new EachQuery(order, last);
  await pull.run();
  // Where nothing was due nothing is known.
  if (pull.isOver || !pull.hasAsked) return pull.isOver ? pull.result() : last;
  const wasFailing = (last?.failed ?? []).length > 0 || workflowInfo().lastFailure !== undefined;
  if (wasFailing || pull.failed.size > 0) await tell(order, pull);
  if (pull.failed.size === Object.keys(order.pull.queries).length && !pull.hasAnswer)
    throw ApplicationFailure.nonRetryable([...new Set(pull.failed.values())].join('; '), 'SourceError');
  return pull.result();
}

// --- internal ---

/** Queries that have come equally far are asked together; those that failed before catch up on their own. */
class EachQuery {
  readonly failed = new Map<string, string>();
  readonly asked = new Set<string>();
  isOver = false;
  hasAsked = false;
  hasAnswer = false;
  private readonly until = new Map<string, number | null>();
  private readonly done = new Set<string>();
  private front: number | null;
  private values = 0;
  private readonly order: PullOrder;
  private readonly failedBefore: readonly string[];

  constructor(order: PullOrder, last: Pulled | null) {
    this.order = order;
    this.front = last?.until ?? null;
    const { behind = {}, failed = [] } = last ?? {};
    this.failedBefore = failed;
    for (const metric of Object.keys(order.pull.queries)) {
      const at = behind[metric] ?? null;
      this.until.set(metric, Object.hasOwn(behind, metric) ? (Number.isFinite(at) ? at : null) : this.front);
    }
  }

  async run(): Promise<void> {
    for (let n = 0; n < maxQuestions && !this.isOver; n++) {
      const metrics = this.nextGroup();
      if (metrics.length === 0) return;
      const span = pullSpan(this.order.pull, this.until.get(metrics[0]!) ?? null, Date.now());
      if (span) await this.ask(metrics, span);
      else for (const metric of metrics) this.done.add(metric);
    }
  }

  result(): Pulled | null {
    if (this.front === null) return null;
    const behind = [...this.until].filter(([, until]) => until !== this.front);
    // Of those that were not asked this time nothing is known anew.
    const unasked = this.failedBefore.filter((metric) => this.until.has(metric) && !this.asked.has(metric));
    const failed = [...this.failed.keys(), ...unasked];
    return {
      until: this.front,
      values: this.values,
      ...(behind.length > 0 ? { behind: Object.fromEntries(behind) } : {}),
      ...(failed.length > 0 ? { failed } : {}),
    };
  }

  /** What has come furthest comes first: then what is late, for which the next pull waits. */
  private nextGroup(): string[] {
    const open = [...this.until].filter(([metric]) => !this.done.has(metric));
    const furthest = Math.max(...open.map(([, until]) => until ?? Number.NEGATIVE_INFINITY));
    return open.flatMap(([metric, until]) => ((until ?? Number.NEGATIVE_INFINITY) === furthest ? [metric] : []));
  }

  private async ask(metrics: readonly string[], span: PullSpan): Promise<void> {
    const { model, pull } = this.order;
    const queries = Object.fromEntries(metrics.map((metric) => [metric, pull.queries[metric]!]));
    this.hasAsked = true;
    for (const metric of metrics) this.asked.add(metric);
    const isLate = this.front !== null && span.from <= this.front;
    const job: PullJob = { model, pull: { ...pull, queries }, ...span, each: true, ...(isLate ? { isLate } : {}) };
    try {
      const answer = await asking(pull.everyMs, isLate)['retrain.pull'].executeWithOptions(summaryOf(model), [job]);
      const { until, values, refused = {}, unanswered = [], isOver = false } = answer;
      this.isOver = isOver;
      this.values += values;
      for (const [metric, why] of Object.entries(refused)) this.fail(metric, why);
      const answered = metrics.filter((metric) => !Object.hasOwn(refused, metric) && !unanswered.includes(metric));
      for (const metric of answered) this.until.set(metric, until);
      if (answered.length > 0) {
        this.hasAnswer = true;
        this.front = Math.max(this.front ?? until, until);
      }
      count(Object.keys(refused).length === 0 ? 'ok' : 'failed');
    } catch (error) {
      if (isCancellation(error)) throw error;
      const { message } = describeFailure(error);
      for (const metric of metrics) this.fail(metric, message);
      count('failed');
    }
  }

  private fail(metric: string, why: string): void {
    this.failed.set(metric, why);
    this.done.add(metric);
  }
}

/** A monitor that has ended need not know. */
async function tell({ model }: PullOrder, { failed, asked }: EachQuery): Promise<void> {
  const report: PullReport = {
    failed: [...failed].map(([metric, text]) => ({ metric, text: text.slice(0, 1_000) })),
    asked: [...asked],
  };
  try {
    await getExternalWorkflowHandle(monitorWorkflowId(model)).signal(pulledSignal, report);
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
}

/** Of workers of before: one query that fails fails all. */
async function pullTogether({ model, pull }: PullOrder, last: Pulled | null): Promise<Pulled | null> {
  let done = last;
  const { 'retrain.pull': ask } = asking(pull.everyMs);
  for (let n = 0; n < maxQuestions; n++) {
    const span = pullSpan(pull, done?.until ?? null, Date.now());
    if (!span) break;
    try {
      const answer = await ask.executeWithOptions(summaryOf(model), [{ model, pull, ...span }]);
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

function summaryOf(model: string): { summary: string } {
  return { summary: `metrics of ${model}` };
}

/** Each is an activity; a long outage is caught up over several pulls. */
const maxQuestions = 50;

function asking(everyMs: number, isLate = false) {
  return proxyActivities<RetrainActivities>({
    startToCloseTimeout: '1 minute',
    // The next one asks for the same, so this one need not try for longer.
    scheduleToCloseTimeout: Math.min(Math.max(everyMs, 120_000), 600_000),
    // While what is late is asked for, what is new waits.
    retry: { initialInterval: '1 second', maximumInterval: '30 seconds', ...(isLate ? { maximumAttempts: 3 } : {}) },
  });
}

function lookAt(order: PullOrder): void {
  expectPlain(order);
  expectNames([order.model]);
  if (!isPlainPull(order.pull)) throw new TypeError('expected `every`, `delay`, `catchUp` and `queries`');
}

function pulledBefore(result: unknown): Pulled | null {
  const { until, behind, failed } = (result ?? {}) as Partial<Pulled>;
  if (!Number.isFinite(until)) return null;
  return { until: until as number, values: 0, ...(behind ? { behind } : {}), ...(failed ? { failed } : {}) };
}

function count(outcome: 'ok' | 'failed'): void {
  const name = 'temporal_retrain_pulls_total';
  metricMeter.createCounter(name, undefined, workerMetrics[name].help).add(1, { outcome });
}
