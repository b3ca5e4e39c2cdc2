import { registrySetting } from '../../terms/environment.ts';
import { Option, type Command } from 'commander';
import { defaultTaskQueue } from '../../terms/message-names.ts';
import { grouped, optionGroups } from '../help/option-groups.ts';
import { wholeNumber } from './arguments.ts';
import { defaultHome, openWorkerHome } from '../../worker/worker-home.ts';
import type { Notifier } from '../../notify/notifier.ts';
import type { StartWorkerOptions } from '../../worker/start-worker.ts';
import type { MetricSource } from '../../sources/metric-source.ts';
import type { Tracing } from '../../tracing/tracing.ts';
import type { ModelRegistry } from '../../registry/registry.ts';
import type { Trainer } from '../../trainers/trainer.ts';

export interface WorkerFlags {
  taskQueue: string;
  home: string;
  dataRoot?: string;
  maxActivities?: number;
  bundle?: string;
  trainers?: string;
  registry?: string;
  notifiers?: string;
  sources?: string;
  tracing?: boolean;
}

/** The flags of every command that runs a worker. */
export function withWorker(command: Command): Command {
  const add = (option: Option): Command => grouped(command, optionGroups.worker, option);
  add(new Option('--task-queue <name>', 'task queue to poll').default(defaultTaskQueue));
  add(new Option('--home <folder>', 'registry, models and audit log').default(defaultHome));
  add(new Option('--trainers <file>', 'more trainers: programs and HTTP services (YAML or JSON)'));
  add(
    new Option(
      '--registry <address>',
      'sqlite:<file> or mlflow:<url> (TEMPORAL_RETRAIN_REGISTRY, else an SQLite file in the home)'
    )
  );
  add(new Option('--notifiers <file>', 'webhooks, chats and Alertmanagers to notify of transitions (YAML or JSON)'));
  add(new Option('--sources <file>', 'where policies may pull metrics from: Prometheus servers (YAML or JSON)'));
  add(new Option('--tracing', 'go on with the traces of metrics, with the OpenTelemetry SDK that NODE_OPTIONS loads'));
  add(new Option('--bundle <file>', "workflows bundled ahead of time (the package's own)"));
  add(
    new Option(
      '--data-root <folder>',
      'folder of the training data; policies can read nothing outside it (the working directory)'
    )
  );
  return add(
    new Option('--max-activities <n>', 'activities at the same time (4 per processor)').argParser(
      wholeNumber('--max-activities', 1, 1_000)
    )
  );
}

/** The same for `startWorker`. */
export async function workerOptionsOf(
  flags: WorkerFlags,
  env: NodeJS.ProcessEnv
): Promise<Omit<StartWorkerOptions, 'server' | 'env'>> {
  const { taskQueue, home, dataRoot, maxActivities, bundle: bundlePath } = flags;
  const registry = flags.registry ?? registrySetting(env).value;
  return {
    taskQueue,
    home,
    dataRoot,
    maxActivities,
    bundlePath,
    ...(flags.trainers === undefined ? {} : { trainers: await trainersOf(flags.trainers, home) }),
    ...(flags.notifiers === undefined ? {} : { notifiers: await notifiersOf(flags.notifiers, env) }),
    ...(flags.sources === undefined ? {} : { sources: await sourcesOf(flags.sources, env) }),
    ...(flags.tracing ? { tracing: await tracingOf() } : {}),
    ...(registry ? { registry: await registryOf(registry, env) } : {}),
  };
}

// --- internal ---

async function trainersOf(file: string, home: string): Promise<Trainer[]> {
  const { loadTrainers } = await import('../../worker/load-trainers.ts');
  return loadTrainers(file, (await openWorkerHome(home)).artifacts);
}

async function notifiersOf(file: string, env: NodeJS.ProcessEnv): Promise<Record<string, Notifier>> {
  const { loadNotifiers } = await import('../../worker/load-notifiers.ts');
  return loadNotifiers(file, env);
}

async function tracingOf(): Promise<Tracing> {
  const { openTelemetryTracing } = await import('../../tracing/open-telemetry.ts');
  return openTelemetryTracing();
}

async function sourcesOf(file: string, env: NodeJS.ProcessEnv): Promise<MetricSource[]> {
  const { loadSources } = await import('../../worker/load-sources.ts');
  return loadSources(file, env);
}

async function registryOf(address: string, env: NodeJS.ProcessEnv): Promise<ModelRegistry> {
  const { openRegistry } = await import('../../registry/open-registry.ts');
  return openRegistry(address, env);
}
