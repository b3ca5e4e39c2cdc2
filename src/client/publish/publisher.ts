import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { isLabel, type MetricBatch } from '../../core/wire/batch.ts';
import { ConfigurationError, isRetrainError } from '../../terms/errors.ts';
import { monitorWorkflowId } from '../../terms/model-id.ts';
import { BatchTraces } from './batch-traces.ts';
import { Delivery } from './delivery.ts';
import { MonitorQueue, type QueueStats } from './monitor-queue.ts';
import { closed } from './refusals.ts';
import { Spool } from './spool/spool.ts';
import { observationsOf, type MetricValues, type RecordOptions } from './observation.ts';
import { pause, systemClock, type Clock } from './clock.ts';
import {
  resolvePublisherOptions,
  type DeliveryFailure,
  type PublisherOptions,
  type ResolvedPublisherOptions,
} from './publisher-options.ts';
import type { MonitorSpool } from './spool/monitor-spool.ts';
import type { Sender } from './sender.ts';
import type { TraceCarrier } from '../../terms/trace.ts';

/**
 * What could not be delivered before the end. Signal the batches unchanged and in order: resending them does no harm.
 * With a spool they are kept, and the next process that opens it sends them.
 */
export interface Undelivered {
  model: string;
  observations: number;
  batches: MetricBatch[];
  /** Why it failed; absent when only the time was up. */
  error?: Error;
}

export type PublisherStats = Record<string, QueueStats>;

/** What a publisher has done since it was made. */
export interface PublisherTotals {
  /** Observations that `record` has accepted. */
  accepted: number;
  /** Calls of `record` that were refused: by back-pressure, because a value cannot be used, or for another reason. */
  refused: { backPressure: number; invalid: number; other: number };
  /** Observations and batches that the server has confirmed, those left by an earlier process among them. */
  delivered: number;
  batches: number;
  /** Deliveries given up for now; the same batch goes out again. */
  failed: number;
}

/** Collects observations and delivers them to their monitors in batches: each exactly once, in order, or not yet. */
export class Publisher {
  readonly source: string;
  /** The next process may reuse a given name: the incarnation tells them apart, because its numbers restart. */
  private readonly identity: Pick<MetricBatch, 'source' | 'incarnation'>;
  private readonly sender: Sender;
  private readonly clock: Clock;
  private readonly random: () => number;
  private readonly options: ResolvedPublisherOptions;
  private readonly spool: Spool | undefined;
  private readonly queues = new Map<string, MonitorQueue>();
  /** By model; only where somebody traces. */
  private readonly traces = new Map<string, BatchTraces>();
  private readonly done: PublisherTotals = {
    accepted: 0,
    refused: { backPressure: 0, invalid: 0, other: 0 },
    delivered: 0,
    batches: 0,
    failed: 0,
  };
  private isClosed = false;

  constructor(
    sender: Sender,
    options: PublisherOptions = {},
    { clock = systemClock, random = Math.random }: { clock?: Clock; random?: () => number } = {}
  ) {
    this.options = resolvePublisherOptions(options);
    if (options.source !== undefined && !isLabel(options.source))
      throw new ConfigurationError(
        `Expected \`source\` to be 1 to 128 printable characters, got \`${String(options.source)}\``
      );
    this.sender = sender;
    this.clock = clock;
    this.random = random;
    this.spool = options.spool ? new Spool(options.spool, clock) : undefined;
    const lasting = options.source ?? this.spool?.source;
    this.source = lasting ?? `${hostname().slice(0, 60)}-${process.pid}-${randomUUID().slice(0, 13)}`;
    const { source } = this;
    this.identity = lasting === undefined ? { source } : { source, incarnation: randomUUID().slice(0, 13) };
    for (const model of this.spool?.models() ?? []) this.queue(model).resume();
  }

  /**
   * Accepts values and returns at once, even if the server is slow.
   *
   * @throws InvalidMetricError when one of them cannot be used
   * @throws BackPressureError when there is no room; none of them is accepted then
   */
  record(model: string, values: MetricValues, options: RecordOptions = {}): void {
    try {
      const observations = observationsOf(values, options, this.clock.now());
      this.queue(model).add(observations);
      this.accepted(model, observations.length, this.options.tracing?.current());
    } catch (error) {
      throw this.refused(error);
    }
  }

  /** The same, but waits for room, at most `maxWaitMs`. */
  async recordAsync(model: string, values: MetricValues, options: RecordOptions = {}): Promise<void> {
    try {
      const observations = observationsOf(values, options, this.clock.now());
      const trace = this.options.tracing?.current();
      await this.queue(model).addWhenThereIsRoom(observations, this.options.maxWaitMs);
      this.accepted(model, observations.length, trace);
    } catch (error) {
      throw this.refused(error);
    }
  }

  /**
   * Resolves when everything accepted so far has been delivered.
   *
   * @throws the reason when a delivery fails now; an AggregateError for several monitors. Nothing is dropped, so that a
   *   flush which nobody waits for ends no process
   */
  flush(model?: string): Promise<void> {
    const flushed = this.flushAll(model);
    flushed.catch(() => undefined);
    return flushed;
  }

  private async flushAll(model: string | undefined): Promise<void> {
    const queues = [...this.queues].filter(([name]) => model === undefined || name === model);
    const results = await Promise.allSettled(queues.map(([, queue]) => queue.flush()));
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1)
      throw new AggregateError(errors, `Not delivered to ${errors.length} monitors: ${errors[0]?.message}; …`);
  }

  /** Accepts no more, delivers what it has within the given time, and returns the rest. */
  async close({ timeoutMs = 10_000 }: { timeoutMs?: number } = {}): Promise<Undelivered[]> {
    this.isClosed = true;
    const queues = [...this.queues];
    for (const [, queue] of queues) queue.refuseWaiting();
    const end = this.clock.stayAlive();
    await Promise.race([this.flush().catch(() => undefined), pause(this.clock, timeoutMs)]).finally(end);
    this.queues.clear();
    const undelivered = queues.flatMap(([model, queue]) => {
      const { size: observations, error } = queue;
      const batches = queue.abandon();
      return observations === 0 ? [] : [{ model, observations, batches, ...(error ? { error } : {}) }];
    });
    this.spool?.close();
    return undelivered;
  }

  /** Observations accepted and not yet delivered, by model. */
  pending(): Record<string, number> {
    return Object.fromEntries([...this.queues].map(([model, queue]) => [model, queue.size]));
  }

  /** How much waits and for how long, by model: for a gauge, or a health check. */
  stats(): PublisherStats {
    return Object.fromEntries([...this.queues].map(([model, queue]) => [model, queue.stats()]));
  }

  /** What it has done so far, over all models: for counters. */
  totals(): PublisherTotals {
    return { ...this.done, refused: { ...this.done.refused } };
  }

  // --- internal ---

  private accepted(model: string, observations: number, trace: TraceCarrier | undefined): void {
    this.done.accepted += observations;
    this.traces.get(model)?.accept(observations, trace);
  }

  private refused(error: unknown): unknown {
    const { refused } = this.done;
    if (isRetrainError(error, 'BackPressureError')) refused.backPressure += 1;
    else if (isRetrainError(error, 'InvalidMetricError')) refused.invalid += 1;
    else refused.other += 1;
    return error;
  }

  private queue(model: string): MonitorQueue {
    if (this.isClosed) throw closed();
    let queue = this.queues.get(model);
    if (!queue) {
      const spool = this.spool?.monitor(model);
      queue = new MonitorQueue({
        model,
        sender: this.identity,
        delivery: this.delivery(model, spool),
        clock: this.clock,
        publisher: this.options,
        ...(spool ? { spool } : {}),
        onError: (failure) => this.report(failure),
      });
      this.queues.set(model, queue);
    }
    return queue;
  }

  private delivery(model: string, spool: MonitorSpool | undefined): Delivery {
    const { clock, random, options: publisher } = this;
    const sender = this.tracedSender(model, spool);
    const ended = (observations: number | undefined): void => {
      if (observations === undefined) this.done.failed += 1;
      else {
        this.done.delivered += observations;
        this.done.batches += 1;
      }
    };
    return new Delivery({ model, workflowId: monitorWorkflowId(model), sender, clock, random, publisher, ended });
  }

  private tracedSender(model: string, spool: MonitorSpool | undefined): Sender {
    const { tracing } = this.options;
    if (!tracing) return this.sender;
    const { batches = [], observations = [] } = spool?.left ?? {};
    const left = batches.reduce((sum, one) => sum + one.observations.length, observations.length);
    const traces = new BatchTraces(tracing, left);
    this.traces.set(model, traces);
    return traces.around(this.sender, model);
  }

  /** A throwing `onError` must not stop deliveries. */
  private report(failure: DeliveryFailure): void {
    const { model, error, observations } = failure;
    if (!this.options.onError)
      return process.emitWarning(`${observations} observations wait for \`${model}\`: ${error.message}`, error.name);
    try {
      this.options.onError(failure);
    } catch (thrown) {
      process.emitWarning(`\`onError\` of the publisher threw: ${String(thrown)}`, 'RetrainWarning');
    }
  }
}
