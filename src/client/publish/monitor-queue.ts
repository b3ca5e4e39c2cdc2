import { batchLength, encodeSeries } from './encode-batch.ts';
import { closed, full, undeliveredAtClose } from './refusals.ts';
import type { BackPressureError } from '../../terms/errors.ts';
import type { DeliveryFailure, ResolvedPublisherOptions } from './publisher-options.ts';
import type { MetricBatch } from '../../core/wire/batch.ts';
import type { Clock } from './clock.ts';
import type { Delivery } from './delivery.ts';
import type { MonitorSpool } from './spool/monitor-spool.ts';
import type { Observation } from './observation.ts';

export interface QueueOptions {
  model: string;
  sender: Pick<MetricBatch, 'source' | 'incarnation'>;
  delivery: Delivery;
  clock: Clock;
  publisher: ResolvedPublisherOptions;
  /** Keeps what is accepted until it is delivered, even after this process ends. */
  spool?: MonitorSpool;
  onError: (failure: DeliveryFailure) => void;
}

/** How much waits for one monitor, and for how long. */
export interface QueueStats {
  /** Observations accepted and not yet delivered. */
  waiting: number;
  /** How long the oldest of them has been waiting; `null` when nothing waits. */
  oldestMs: number | null;
  /** Why deliveries fail, while they do. */
  error?: Error;
  /** Only with a spool. */
  spool?: { bytes: number; /** Lines that could not be read when it was opened. */ damaged: number };
}

/** A batch whose number and content are fixed for good. */
interface Cut {
  batch: MetricBatch;
  length: number;
  /** When the oldest of its observations was recorded. */
  since: number | undefined;
  /** The number to confirm in the spool once the batch is confirmed. */
  upTo?: number;
}

/**
 * The queue of one monitor. One batch is on its way at a time, and it is resent under the same number until the server
 * has confirmed it. The monitor ignores numbers that it has seen, so each observation counts once.
 */
export class MonitorQueue {
  private readonly options: QueueOptions;
  private pending: Observation[] = [];
  /** Batches of an earlier process, to go out first. */
  private cut: Cut[] = [];
  private onItsWay: Cut | undefined;
  private seq = 0;
  /** Observations accepted so far, delivered so far, and the number up to which to send without waiting for more. */
  private accepted = 0;
  private delivered = 0;
  private due = 0;
  private stalledBy: Error | undefined;
  private isRunning = false;
  /** Aborted when it is abandoned. */
  private readonly givenUp = new AbortController();
  private cancelTimer: (() => void) | undefined;
  private flushes: { upTo: number; resolve: () => void; reject: (error: Error) => void }[] = [];
  private waiting: { observations: Observation[]; admit: () => void; refuse: (error: Error) => void }[] = [];

  constructor(options: QueueOptions) {
    this.options = options;
    if (!options.spool) return;
    const { batches, observations, seq } = options.spool.left;
    this.cut = batches.map(({ sender, seq: number, observations: cut, upTo }) => ({
      batch: { ...sender, seq: number, ...madeAt(cut.at(-1)?.recordedAt), series: encodeSeries(cut) },
      length: cut.length,
      since: cut[0]?.recordedAt,
      upTo,
    }));
    this.pending = observations.map(({ observation }) => observation);
    this.accepted = this.cut.reduce((sum, { length }) => sum + length, this.pending.length);
    this.seq = seq;
  }

  /** Sends what an earlier process left. */
  resume(): void {
    if (this.size > 0) this.sendUpTo(this.accepted);
  }

  stats(): QueueStats {
    const { clock, spool } = this.options;
    const since = this.size === 0 ? undefined : ((this.onItsWay ?? this.cut[0])?.since ?? this.pending[0]?.recordedAt);
    return {
      waiting: this.size,
      oldestMs: since === undefined ? null : Math.max(0, clock.now() - since),
      ...(this.stalledBy ? { error: this.stalledBy } : {}),
      ...(spool ? { spool: { bytes: spool.bytes, damaged: spool.damaged } } : {}),
    };
  }

  /** Accepted and not yet delivered. */
  get size(): number {
    return this.accepted - this.delivered;
  }

  get error(): Error | undefined {
    return this.stalledBy;
  }

  /** Accepts all of them, or throws and accepts none. Never waits. */
  add(observations: Observation[]): void {
    if (this.waiting.length > 0 || !this.hasRoomFor(observations)) throw this.full();
    this.accept(observations);
  }

  /** Accepts all of them as soon as there is room, first come, first served; rejects if there is none in time. */
  addWhenThereIsRoom(observations: Observation[], maxWaitMs: number): Promise<void> {
    if (this.waiting.length === 0 && this.hasRoomFor(observations))
      return new Promise((resolve) => resolve(this.accept(observations)));

    if (observations.length > this.options.publisher.capacity) return Promise.reject(this.full());
    const { clock } = this.options;
    return new Promise((resolve, reject) => {
      const stop = [clock.stayAlive(), clock.after(maxWaitMs, () => entry.refuse(this.full()))];
      const leave = (): void => {
        stop.forEach((end) => end());
        this.waiting = this.waiting.filter((one) => one !== entry);
      };
      const entry = {
        observations,
        admit: () => (leave(), resolve()),
        refuse: (error: Error) => (leave(), reject(error)),
      };
      this.waiting.push(entry);
      this.sendUpTo(this.accepted);
    });
  }

  /** Resolves when everything accepted so far is delivered; rejects if that fails now. Nothing is dropped. */
  flush(): Promise<void> {
    if (this.size === 0) return Promise.resolve();
    const end = this.options.clock.stayAlive();
    const flushed = new Promise<void>((resolve, reject) => this.flushes.push({ upTo: this.accepted, resolve, reject }));
    this.sendUpTo(this.accepted);
    return flushed.finally(end);
  }

  /** Stops for good and returns what is not delivered, as the batches that would have been sent. */
  abandon(): MetricBatch[] {
    this.givenUp.abort();
    this.cancelTimer?.();
    this.refuseWaiting();
    this.refuseFlushes(this.stalledBy ?? undeliveredAtClose(this.options.model, this.size));
    const batches: MetricBatch[] = [];
    while (this.size > 0) {
      const { batch, length } = this.next(true);
      batches.push(batch);
      this.onItsWay = undefined;
      this.delivered += length;
    }
    return batches;
  }

  /** Rejects callers that still wait for room. */
  refuseWaiting(): void {
    for (const { refuse } of this.waiting.slice()) refuse(closed());
  }

  // --- internal ---

  private hasRoomFor(observations: readonly Observation[]): boolean {
    const { publisher, spool } = this.options;
    return this.size + observations.length <= publisher.capacity && !spool?.isFull;
  }

  private accept(observations: readonly Observation[]): void {
    this.options.spool?.accept(observations);
    this.pending.push(...observations);
    this.accepted += observations.length;
    if (this.isRunning || this.stalledBy) return;
    if (this.isDue()) this.start();
    else this.cancelTimer ??= this.timer(this.options.publisher.lingerMs);
  }

  private sendUpTo(count: number): void {
    this.due = Math.max(this.due, count);
    this.start();
  }

  private timer(ms: number): () => void {
    return this.options.clock.after(ms, () => this.sendUpTo(this.accepted));
  }

  private isDue(): boolean {
    return this.delivered < this.due || this.pending.length >= this.options.publisher.batchSize;
  }

  private start(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    if (this.isRunning || this.isAbandoned) return;
    this.isRunning = true;
    void this.run();
  }

  private async run(): Promise<void> {
    let error: Error | undefined;
    while (!error && !this.isAbandoned && this.size > 0 && (this.onItsWay || this.isDue()))
      try {
        const cut = this.next();
        error = await this.options.delivery.deliver(cut.batch, this.givenUp.signal);
        if (!error && !this.isAbandoned) this.confirm(cut);
      } catch (cause) {
        error = cause as Error;
      }

    this.isRunning = false;
    if (this.isAbandoned) return;
    if (error) this.stall(error);
    else if (this.size > 0) this.cancelTimer = this.timer(this.options.publisher.lingerMs);
  }

  /**
   * The batch on its way, or a new one of the oldest observations. Cutting fixes its number and its content for good.
   *
   * @param evenUnkept even if the spool cannot be written
   * @throws SpoolError when the spool cannot record the cut: sent now, the batch might be counted twice
   */
  private next(evenUnkept = false): Cut {
    this.onItsWay ??= this.cut.shift();
    if (this.onItsWay) return this.onItsWay;
    const { publisher, sender, spool } = this.options;
    const length = batchLength(this.pending, publisher.batchSize);
    const seq = this.seq + 1;
    let upTo: number | undefined;
    try {
      upTo = spool?.cut(sender, seq, length);
    } catch (error) {
      if (!evenUnkept) throw error;
    }
    const observations = this.pending.splice(0, length);
    this.seq = seq;
    this.onItsWay = {
      batch: { ...sender, seq, ...madeAt(this.options.clock.now()), series: encodeSeries(observations) },
      length,
      since: observations[0]?.recordedAt,
      ...(upTo === undefined ? {} : { upTo }),
    };
    return this.onItsWay;
  }

  private confirm({ length, upTo }: Cut): void {
    this.onItsWay = undefined;
    if (upTo !== undefined) this.options.spool?.confirm(upTo);
    this.delivered += length;
    this.stalledBy = undefined;
    this.flushes = this.flushes.filter(({ upTo, resolve }) => {
      if (upTo <= this.delivered) resolve();
      return upTo > this.delivered;
    });
    while (this.waiting[0] && this.hasRoomFor(this.waiting[0].observations)) {
      const { observations, admit, refuse } = this.waiting[0];
      try {
        this.accept(observations);
        admit();
      } catch (error) {
        refuse(error as Error);
      }
    }
    if (this.waiting.length > 0) this.due = this.accepted;
  }

  private stall(error: Error): void {
    const isNews = this.stalledBy?.message !== error.message;
    this.stalledBy = error;
    this.cancelTimer = this.timer(this.options.publisher.stallMs);
    this.refuseFlushes(error);
    if (isNews) this.options.onError({ model: this.options.model, error, observations: this.size });
  }

  private refuseFlushes(error: Error): void {
    for (const { reject } of this.flushes.splice(0)) reject(error);
  }

  private get isAbandoned(): boolean {
    return this.givenUp.signal.aborted;
  }

  private full(): BackPressureError {
    const { model, publisher, spool } = this.options;
    return full({ model, size: this.size, capacity: publisher.capacity, spool, error: this.stalledBy });
  }
}

/** Of one that an earlier process has cut, the last time at which it cannot have been sent yet. */
function madeAt(made: number | undefined): Pick<MetricBatch, 'made'> {
  return made === undefined ? {} : { made };
}
