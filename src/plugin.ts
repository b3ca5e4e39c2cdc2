import { pageUrlSetting, tunerSetting } from './terms/environment.ts';
import { SimplePlugin } from '@temporalio/plugin';
import { Runtime } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { heardBatch } from '../activities/heard-batch.ts';
import { modelOfMonitor } from './terms/model-id.ts';
import { ConfigurationError } from './terms/errors.ts';
import { Notifiers } from './notify/notifiers.ts';
import { bundling } from './bundling.ts';
import { tunerByName } from './tuners/choose.ts';
import { hearPath, payloadConverterPath, tracePath } from './workflow-paths.ts';
import { tuners as builtInTuners } from './tuners/index.ts';
import type { DataConverter } from '@temporalio/common';
import type { MetricSource } from './sources/metric-source.ts';
import type { ModelRegistry } from './registry/registry.ts';
import type { Notifier } from './notify/notifier.ts';
import type { Trainer } from './trainers/trainer.ts';
import type { TraceSinks } from './terms/trace.ts';
import type { Tracing } from './tracing/tracing.ts';
import type { Tuner } from './tuners/tuner.ts';
import { workflowTypes, type MetricSinks } from './terms/message-names.ts';
import { workerMetrics, type WorkerMetric } from './terms/worker-metrics.ts';
import type { BundleOptions, InjectedSinks, ReplayWorkerOptions, Worker, WorkerOptions } from '@temporalio/worker';

/**
 * What the shipped workflows need of a worker.
 *
 * @example
 * ```ts
 * const registry = await openSqliteRegistry({ path: 'registry.sqlite' });
 * const trainers = [createInProcessTrainer({ artifacts: 'models' })];
 * const plugin = new RetrainPlugin({ registry, trainers, notifiers: { log: logNotifier(console.log) } });
 * ```
 */
export interface RetrainPluginOptions {
  /** Stores the versions of models. Closed when the worker stops. */
  registry: ModelRegistry;
  /** Trainers that policies may name. */
  trainers: readonly Trainer[];
  /** Your own tuners, in addition to `grid`, `random` and `tpe`. @default [] */
  tuners?: readonly Tuner[];
  /** Sources of metrics that policies may pull from. @default [] */
  sources?: readonly MetricSource[];
  /** Notifiers of transitions, by name. @default none */
  notifiers?: Readonly<Record<string, Notifier>>;
  /**
   * Whether notifiers can hear every batch of metrics (`Notifier.hear`): for one that is added while the worker runs,
   * set it.
   * @default whether one of `notifiers` does
   */
  hearMetrics?: boolean;
  /** Goes on with the traces of metrics to the retrains and trainers (`openTelemetryTracing`). @default none */
  tracing?: Tracing;
  /** Used if a policy names no tuner. @default the environment's `TEMPORAL_RETRAIN_TUNER`, otherwise `grid` */
  defaultTuner?: string;
  /**
   * How browsers reach the operator's page: notices then link to it.
   * @default the environment's `TEMPORAL_RETRAIN_PAGE_URL`, otherwise no links
   */
  pageUrl?: string;
}

/**
 * Adds the activities of the shipped workflows to a Temporal worker, and what makes it hold out: a payload converter
 * that no broken signal can wedge, time for large backlogs, and a graceful stop. Your own workflows file re-exports the
 * workflows with one line: `export * from 'temporal-retrain/workflows'`; a dedicated worker takes `workflowsPath`.
 *
 * @experimental as the plugin interface of the SDK is
 */
export class RetrainPlugin extends SimplePlugin {
  /** Notifiers may be added and removed while the worker runs. */
  readonly notifiers: Notifiers;
  /** The tuner if a policy names none. */
  readonly defaultTuner: string;
  private readonly hearsMetrics: boolean;
  private readonly activityNames: readonly string[];
  private readonly tracing: Tracing | undefined;

  constructor(options: RetrainPluginOptions) {
    const notifiers = new Notifiers(
      options.notifiers,
      (problem) => Runtime.instance().logger.warn(problem),
      options.pageUrl ?? pageUrlSetting(process.env)
    );
    const defaultTuner = chooseTuner(options);
    const trainers = byName('trainers', options.trainers);
    const activities = createActivities({
      registry: options.registry,
      trainers,
      tuners: new Map([...builtInTuners, ...byName('tuners', options.tuners ?? [])]),
      defaultTuner,
      notifiers,
      sources: byName('sources', options.sources ?? []),
      ...(options.tracing ? { tracing: options.tracing } : {}),
    });
    super({
      name: 'temporal-retrain.RetrainPlugin',
      activities,
      dataConverter: withTolerance,
      runContext: async (next) => {
        try {
          return await next();
        } finally {
          await notifiers.heard();
          await Promise.all([...trainers.values()].map(async (trainer) => trainer.close?.()));
          await options.registry.close();
        }
      },
    });
    this.notifiers = notifiers;
    this.hearsMetrics = options.hearMetrics ?? notifiers.hearsMetrics();
    this.defaultTuner = defaultTuner;
    this.tracing = options.tracing;
    this.activityNames = Object.keys(activities);
  }

  override configureWorker(options: WorkerOptions): WorkerOptions {
    const taken = this.activityNames.filter((name) => options.activities && name in options.activities);
    if (taken.length > 0)
      throw new ConfigurationError(
        `Activities ${taken.join(', ')} are already registered with this worker; use RetrainPlugin only once`
      );
    // A backlog of thousands of signals takes longer than the SDK's five seconds in one activation.
    const limits = {
      isolateExecutionTimeout: '60 seconds',
      shutdownGraceTime: '30 seconds',
      // A job hears with a heartbeat that it is cancelled; the SDK would hold them back for most of their timeout.
      maxHeartbeatThrottleInterval: '5 seconds',
    };
    const sinks = { ...options.sinks, ...this.sinks() };
    return super.configureWorker({ ...limits, ...options, ...this.interceptors(options), sinks });
  }

  /** A bundle that hands something over does so in a replay, too, where nobody listens. */
  override configureReplayWorker(options: ReplayWorkerOptions): ReplayWorkerOptions {
    return super.configureReplayWorker({ ...options, sinks: { ...options.sinks, ...this.sinks() } });
  }

  /** A bundle built ahead of time includes its converter: the worker's own option comes too late. */
  override configureBundler(options: BundleOptions): BundleOptions {
    const { workflowInterceptorModules = [] } = options;
    const own = [...(this.hearsMetrics ? [hearPath] : []), ...(this.tracing ? [tracePath] : [])];
    const modules = { workflowInterceptorModules: [...workflowInterceptorModules, ...own] };
    return bundling(super.configureBundler(own.length === 0 ? options : { ...options, ...modules }));
  }

  override runWorker(worker: Worker, next: (worker: Worker) => Promise<void>): Promise<void> {
    beginCounters(worker.options);
    return super.runWorker(worker, next);
  }

  private interceptors({ interceptors }: WorkerOptions): Pick<WorkerOptions, 'interceptors'> {
    if (!this.tracing) return {};
    return {
      interceptors: {
        ...interceptors,
        activity: [...(interceptors?.activity ?? []), this.tracing.activityInterceptors],
      },
    };
  }

  private sinks(): Partial<InjectedSinks<MetricSinks & TraceSinks>> {
    const { tracing } = this;
    return {
      ...(this.hearsMetrics ? this.metricSinks() : {}),
      ...(tracing ? { retrainTraces: { span: { fn: (_, span) => tracing.span(span), callDuringReplay: false } } } : {}),
    };
  }

  private metricSinks(): InjectedSinks<MetricSinks> {
    const fn = (info: { workflowId: string }, raw: unknown): void => {
      const batch = heardBatch(raw, modelOfMonitor(info.workflowId), Date.now());
      if (batch) this.notifiers.hear(batch);
    };
    return { retrainMetrics: { heard: { fn, callDuringReplay: false } } };
  }
}

// --- internal ---

/** At 0, with the labels that the workflows' own will have: else nobody sees that the first of them was one more. */
function beginCounters({ namespace, taskQueue }: { namespace: string; taskQueue: string }): void {
  const meter = Runtime.instance().metricMeter;
  const all: [string, WorkerMetric][] = Object.entries(workerMetrics);
  for (const [name, { type, help, labels, workflowType = workflowTypes.monitor }] of all) {
    if (type !== 'counter') continue;
    const counter = meter.createCounter(name, undefined, help);
    const common = { namespace, taskQueue, workflowType };
    const [[label, values] = ['', []]] = Object.entries(labels);
    if (label === '') counter.add(0, common);
    for (const value of values) counter.add(0, { ...common, [label]: value });
  }
}

/** The user's own converter wins; they can wrap it with `tolerantPayloadConverter`. */
function withTolerance(existing?: DataConverter): DataConverter {
  return existing?.payloadConverterPath ? existing : { ...existing, payloadConverterPath };
}

function byName<T extends { readonly name: string }>(what: string, items: readonly T[]): Map<string, T> {
  const found = new Map<string, T>();
  for (const item of items) {
    if (found.has(item.name))
      throw new ConfigurationError(`Expected the names in \`${what}\` to differ, got \`${item.name}\` twice`);
    found.set(item.name, item);
  }
  return found;
}

function chooseTuner({ defaultTuner, tuners = [] }: RetrainPluginOptions): string {
  const ofEnvironment = tunerSetting(process.env);
  const name = defaultTuner ?? ofEnvironment.value;
  if (name !== undefined && tuners.some((tuner) => tuner.name === name)) return name;
  const chosen = tunerByName(name, defaultTuner === undefined ? ofEnvironment.variable : 'defaultTuner');
  if ('problem' in chosen) throw new ConfigurationError(chosen.problem);
  return chosen.tuner.name;
}
