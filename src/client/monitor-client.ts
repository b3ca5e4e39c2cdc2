import { Client } from '@temporalio/client';
import { ConfigurationError } from '../terms/errors.ts';
import { connectClient, type ConnectOptions } from './connect.ts';
import { defaultTaskQueue } from '../terms/message-names.ts';
import { driftObservation, isDriftEvent, type DriftEvent } from './drift-event.ts';
import { KillSwitches } from './kill-switches.ts';
import { listMonitors, type ListFilter, type MonitorSummary } from './list-monitors.ts';
import { MonitorHandle } from './monitor-handle.ts';
import { countMonitors, pageMonitors, type MonitorPage } from './page-monitors.ts';
import { pageUrlSetting } from '../terms/environment.ts';
import { parseModelId } from '../terms/model-id.ts';
import { Publisher, type PublisherStats, type PublisherTotals, type Undelivered } from './publish/publisher.ts';
import { temporalSender } from './publish/temporal-sender.ts';
import type { MetricValues, RecordOptions } from './publish/observation.ts';
import type { PublisherOptions } from './publish/publisher-options.ts';
import type { Tracing } from '../tracing/tracing.ts';
import type { SpoolOptions } from './publish/spool/spool-options.ts';

/**
 * A Temporal client of your own, and how observations are sent. `MonitorClient.connect` makes both.
 *
 * @example
 * ```ts
 * const client = new Client({ connection: await Connection.connect() });
 * const monitors = new MonitorClient({ client, spool: { directory: '/var/spool/retrain' } });
 * ```
 */
export interface MonitorClientOptions {
  client: Client;
  /** Task queue that the workers of new monitors poll. @default 'temporal-retrain' */
  taskQueue?: string;
  /** Set it to false if the namespace does not have them. @default true */
  searchAttributes?: boolean;
  /**
   * Returns the model that serves a data stream, for `recordForStream`. Called every time: streams change their models.
   * @default none: `recordForStream` throws
   */
  resolveStream?: (streamId: string) => Promise<string>;
  /** How observations are batched, buffered and resent. @default {} */
  publisher?: PublisherOptions;
  /**
   * Keeps what `record` accepts on disk until the server has it; the next process sends what a killed one left. The
   * same as `publisher.spool`. @default memory only
   */
  spool?: SpoolOptions;
  /**
   * Goes on with the trace in which `record` is called, to whatever it leads to (`openTelemetryTracing`).
   * @default none
   */
  tracing?: Tracing;
  /** Names of the worker's own tuners, in addition to the built-in ones. @default none */
  tuners?: readonly string[];
  /**
   * How browsers reach the operator's page: monitors that it starts link to it in the Temporal UI.
   * @default the environment's `TEMPORAL_RETRAIN_PAGE_URL`, otherwise no links
   */
  pageUrl?: string;
  /** How long a query or command waits for its answer. @default 30000 */
  answerTimeoutMs?: number;
  /** Told, in a sentence for people, of an answer that takes longer than two seconds. @default nobody is */
  onWait?: (text: string) => void;
}

/**
 * The client for services that have metrics, and for people and scripts that command monitors.
 *
 * @example
 * ```ts
 * const client = await MonitorClient.connect({ taskQueue: 'models' });
 * client.monitor('shop:ranker').record({ accuracy: 0.93 });
 * await client.close();
 * ```
 */
export class MonitorClient {
  /** The Temporal client underneath. */
  readonly client: Client;
  /** Holds the retrains of one model, of a tenant, or of all models. */
  readonly killSwitches: KillSwitches;
  private readonly options: MonitorClientOptions;
  private readonly publisher: Publisher;
  private readonly ownsConnection: boolean;
  private readonly signal: AbortSignal | undefined;

  constructor(options: MonitorClientOptions, { ownsConnection = false }: { ownsConnection?: boolean } = {}) {
    this.client = options.tracing ? tracedClient(options.client, options.tracing) : options.client;
    this.options = options;
    this.killSwitches = new KillSwitches(this.client, options.taskQueue ?? defaultTaskQueue, this.answerTimeoutMs);
    this.publisher = new Publisher(temporalSender(this.client), {
      ...options.publisher,
      ...(options.spool ? { spool: options.spool } : {}),
      ...(options.tracing ? { tracing: options.tracing } : {}),
    });
    this.ownsConnection = ownsConnection;
    this.signal = undefined;
  }

  /**
   * Connects with the standard environment variables and configuration file; `close` then closes the connection too.
   *
   * @throws ServerUnavailableError when no server answers
   */
  static async connect(options: ConnectOptions & Omit<MonitorClientOptions, 'client'> = {}): Promise<MonitorClient> {
    const client = await connectClient(options);
    try {
      return new MonitorClient({ ...options, client }, { ownsConnection: true });
    } catch (error) {
      await client.connection.close();
      throw error;
    }
  }

  /** @throws ConfigurationError when the id is not `<project>:<name>` */
  monitor(model: string): MonitorHandle {
    checkModel(model);
    const { taskQueue = defaultTaskQueue, searchAttributes = true, tuners = [], onWait } = this.options;
    const { client, publisher, answerTimeoutMs } = this;
    return new MonitorHandle({
      client,
      publisher,
      model,
      taskQueue,
      searchAttributes,
      tuners,
      answerTimeoutMs,
      pageUrl: this.options.pageUrl ?? pageUrlSetting(process.env),
      onWait,
      ...(this.signal ? { signal: this.signal } : {}),
    });
  }

  /** Records for the model that serves the stream now, with the stream as the segment. */
  async recordForStream(
    streamId: string,
    input: MetricValues | DriftEvent,
    options: RecordOptions = {}
  ): Promise<void> {
    const { resolveStream } = this.options;
    if (!resolveStream)
      throw new ConfigurationError(
        'Expected the client to have `resolveStream`, got none; set it to the function that names the model of a stream'
      );
    const observation = isDriftEvent(input) ? driftObservation(input, options) : { values: input, options };
    const model = await resolveStream(streamId);
    checkModel(model);
    await this.publisher.recordAsync(model, observation.values, { segment: streamId, ...observation.options });
  }

  /** Resolves when everything recorded so far has arrived, for all monitors. */
  flush(): Promise<void> {
    return this.publisher.flush();
  }

  /** How much waits for delivery and for how long, by model: for a gauge, or a health check. */
  stats(): PublisherStats {
    return this.publisher.stats();
  }

  /** What was accepted, refused and delivered so far, over all models: for counters. */
  totals(): PublisherTotals {
    return this.publisher.totals();
  }

  /** The monitors of the namespace, from visibility, which lags by some seconds. No monitor is queried. */
  list(filter?: ListFilter): AsyncGenerator<MonitorSummary> {
    return listMonitors(this.client, filter);
  }

  /** The same, a page at a time: `page` is what the page before gave as `nextPage`. */
  page(filter: ListFilter = {}, paging: { pageSize?: number; page?: string } = {}): Promise<MonitorPage> {
    return pageMonitors(this.client, filter, { pageSize: 100, ...paging, timeoutMs: this.answerTimeoutMs });
  }

  /** How many there are, from visibility. */
  count(filter: ListFilter = {}): Promise<number> {
    return countMonitors(this.client, filter, this.answerTimeoutMs);
  }

  /** The same client, with the same connection and queues, for questions that wait so many milliseconds at most. */
  within(answerTimeoutMs: number): MonitorClient {
    return this.like({
      options: { ...this.options, answerTimeoutMs: Math.min(this.answerTimeoutMs, answerTimeoutMs) },
    });
  }

  /** The same client for somebody who may leave: once the signal is aborted, no command is sent any more. */
  unlessAborted(signal: AbortSignal): MonitorClient {
    return this.like({ signal });
  }

  /** Accepts no more, delivers what it has within the given time, and returns the rest. */
  async close(options?: { timeoutMs?: number }): Promise<Undelivered[]> {
    const undelivered = await this.publisher.close(options);
    if (this.ownsConnection) await this.client.connection.close();
    return undelivered;
  }

  // --- internal ---

  private like(other: { options?: MonitorClientOptions; signal?: AbortSignal }): MonitorClient {
    return Object.assign(Object.create(MonitorClient.prototype) as MonitorClient, this, other);
  }

  private get answerTimeoutMs(): number {
    return this.options.answerTimeoutMs ?? 30_000;
  }
}

// --- internal ---

/** The same client; its signals and commands go on with the trace of whoever sends them. */
function tracedClient(client: Client, { clientInterceptor }: Tracing): Client {
  const { connection, options } = client;
  const { workflow, ...interceptors } = options.interceptors;
  const already = Array.isArray(workflow) ? workflow : [];
  return new Client({
    ...options,
    connection,
    interceptors: { ...interceptors, workflow: [...already, clientInterceptor] },
  });
}

function checkModel(model: string): void {
  const id = parseModelId(model);
  if (typeof id === 'string') throw new ConfigurationError(id, { issues: [{ field: 'model', message: id }] });
  if (id.version === undefined) return;
  const message = `Expected a model id without a version, got \`${model}\`; use \`${id.project}:${id.name}\``;
  throw new ConfigurationError(message, { issues: [{ field: 'model', message }] });
}
