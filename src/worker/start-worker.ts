import { pageUrlSetting, tunerSetting } from '../terms/environment.ts';
import { Connection } from '@temporalio/client';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { defaultTaskQueue } from '../terms/message-names.ts';
import { auditFile } from '../notify/audit-file.ts';
import type { Notifier } from '../notify/notifier.ts';
import type { Notifiers } from '../notify/notifiers.ts';
import { RetrainPlugin } from '../plugin.ts';
import { openSqliteRegistry } from '../registry/sqlite/sqlite-registry.ts';
import type { MetricSource } from '../sources/metric-source.ts';
import type { ModelRegistry } from '../registry/registry.ts';
import type { TemporalServer } from '../server/find-server.ts';
import { connected } from '../server/client-config.ts';
import { ensureSearchAttributes } from '../server/search-attributes.ts';
import { createInProcessTrainer } from '../trainers/in-process/in-process-trainer.ts';
import type { Tracing } from '../tracing/tracing.ts';
import type { Trainer } from '../trainers/trainer.ts';
import { workflowsPath } from '../workflow-paths.ts';
import { checkWorker } from './check-worker.ts';
import { findBundle } from './find-bundle.ts';
import { quietMoment } from './quiet-moment.ts';
import { openWorkerHome, type WorkerHome } from './worker-home.ts';
import { workerSettings, type WorkerSettings } from './worker-settings.ts';

/**
 * A whole worker: its server, and what it should have in place of the defaults.
 *
 * @example
 * ```ts
 * const server = { connectionOptions: { address: 'localhost:7233' }, namespace: 'default' };
 * const worker = await startWorker({ server, dataRoot: './data', notifiers: { ops: slack({ url }) } });
 * await worker.ended;
 * ```
 */
export interface StartWorkerOptions extends WorkerSettings {
  /** The result of `findTemporalServer`, or your own address and namespace. */
  server: Pick<TemporalServer, 'connectionOptions' | 'namespace'>;
  /** @default `temporal-retrain` */
  taskQueue?: string;
  /** Folder for the registry, the models and the audit log. @default `./.temporal-retrain` */
  home?: string;
  /** Keeps the versions of models; closed when the worker stops. @default an SQLite file in `home` */
  registry?: ModelRegistry;
  /**
   * Folder of the training data, where relative paths start; nothing outside is read.
   * @default the working directory
   */
  dataRoot?: string;
  /**
   * How browsers reach the operator's page: notices then link to it.
   * @default `TEMPORAL_RETRAIN_PAGE_URL` of `env`, otherwise no links
   */
  pageUrl?: string;
  /** Receive transitions, in addition to the audit file (`audit`). @default {} */
  notifiers?: Readonly<Record<string, Notifier>>;
  /** Sources of metrics that policies may pull from. @default [] */
  sources?: readonly MetricSource[];
  /** Goes on with the traces of metrics to the retrains and trainers (`openTelemetryTracing`). @default none */
  tracing?: Tracing;
  /** Trainers that policies may name, in addition to `in-process`. @default [] */
  trainers?: readonly Trainer[];
  /**
   * Workflows bundled ahead of time; give the bundler the plugin if a notifier hears metrics.
   * @default the package's own bundle, else bundled now
   */
  bundlePath?: string;
  /**
   * Set it to false if the server refuses to create search attributes; monitors must then not write them.
   * @default true
   */
  searchAttributes?: boolean;
  /**
   * Hears of what is missing when the worker starts and may appear later, such as a folder or a program: a sentence
   * each. @default a warning of the SDK's logger
   */
  warn?: (text: string) => void;
  /** Only `TEMPORAL_RETRAIN_TUNER` is read: the tuner if a policy names none. @default {} */
  env?: NodeJS.ProcessEnv;
}

export interface RunningWorker {
  readonly taskQueue: string;
  readonly home: WorkerHome;
  readonly identity: string;
  /** Open until the worker has stopped. */
  readonly registry: ModelRegistry;
  /** Notifiers may come and go while the worker runs. */
  readonly notifiers: Notifiers;
  /** Resolves when the worker has ended; rejects when it failed. */
  readonly ended: Promise<void>;
  /**
   * Waits for a quiet moment, two seconds at most. From then on it accepts no new work, lets running activities finish
   * within the grace time, and hands back the rest to another worker or the next start. Rejects when the worker failed.
   * May be called twice.
   */
  stop(): Promise<void>;
}

/**
 * Starts a complete worker: registry and models in a folder, the in-process trainer, the audit log, settings for
 * production. What can never work is refused before it polls: a bundle that is none, a data folder that is a file, an
 * audit log or a file of a notifier that cannot be written, a registry that refuses for good.
 *
 * @throws ConfigurationError, RegistryError
 * @example
 * ```ts
 * const worker = await startWorker({ server: { connectionOptions: { address: 'localhost:7233' }, namespace: 'default' } });
 * await worker.ended;
 * ```
 */
export async function startWorker(options: StartWorkerOptions): Promise<RunningWorker> {
  const { server, taskQueue = defaultTaskQueue, searchAttributes = true } = options;
  const home = await openWorkerHome(options.home);
  const registry = options.registry ?? (await openSqliteRegistry({ path: home.registryFile }));
  try {
    const audit = auditFile(home.auditFile);
    const missing = await checkWorker({ ...options, notifiers: { audit, ...options.notifiers } });
    const { warn = (text: string) => Runtime.instance().logger.warn(text) } = options;
    for (const text of missing) warn(text);
    if (searchAttributes) await prepareSearchAttributes(server);
    const plugin = pluginOf(options, home, registry);
    const connection = await NativeConnection.connect(server.connectionOptions);
    try {
      const worker = await Worker.create({
        connection,
        namespace: server.namespace,
        taskQueue,
        plugins: [plugin],
        ...workerSettings(options),
        ...(await workflowsOf(options, plugin.notifiers)),
      });
      const ended = run(worker, connection);
      // `ended` and `stop` report the failure; if nobody awaits them, that must not end the process.
      ended.catch(() => undefined);
      const stop = async (): Promise<void> => {
        await quietMoment(() => worker.getStatus());
        if (worker.getState() === 'RUNNING') worker.shutdown();
        await ended;
      };
      const { identity } = worker.options;
      return { taskQueue, home, identity, registry, notifiers: plugin.notifiers, ended, stop };
    } catch (error) {
      await connection.close();
      throw error;
    }
  } catch (error) {
    await registry.close();
    throw error;
  }
}

// --- internal ---

function pluginOf(options: StartWorkerOptions, home: WorkerHome, registry: ModelRegistry): RetrainPlugin {
  const { trainers = [], sources = [], notifiers = {}, dataRoot, env = {}, pageUrl } = options;
  const inProcess = createInProcessTrainer({ artifacts: home.artifacts, dataRoot });
  return new RetrainPlugin({
    registry,
    trainers: [inProcess, ...trainers],
    sources,
    ...(options.tracing ? { tracing: options.tracing } : {}),
    notifiers: { audit: auditFile(home.auditFile), ...notifiers },
    // Never falls back to the process's own environment.
    defaultTuner: tunerSetting(env).value ?? 'grid',
    pageUrl: pageUrl ?? pageUrlSetting(env) ?? '',
  });
}

async function prepareSearchAttributes({ connectionOptions, namespace }: StartWorkerOptions['server']): Promise<void> {
  const connection = await connected(Connection.lazy(connectionOptions));
  try {
    await ensureSearchAttributes(connection, namespace);
  } finally {
    await connection.close();
  }
}

async function workflowsOf(
  { bundlePath, tracing }: Pick<StartWorkerOptions, 'bundlePath' | 'tracing'>,
  notifiers: Notifiers
): Promise<Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'>> {
  // The package's own bundle hands over neither metrics nor traces.
  const codePath = bundlePath ?? (notifiers.hearsMetrics() || tracing ? undefined : await findBundle());
  return codePath === undefined ? { workflowsPath } : { workflowBundle: { codePath } };
}

/** The plugin closes the registry and the trainers when `run` returns; a connection may be closed only after that. */
async function run(worker: Worker, connection: NativeConnection): Promise<void> {
  try {
    await worker.run();
  } finally {
    await connection.close();
  }
}
