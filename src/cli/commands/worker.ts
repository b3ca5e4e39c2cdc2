import type { Command } from 'commander';
import type { CliContext } from '../terminal/context.ts';
import { checkGiven } from '../frame/check-given.ts';
import { defineCommand } from '../frame/define-command.ts';
import { tellRegistries } from '../tell/tell-registries.ts';
import { noticeWriter } from '../print/notice-writer.ts';
import { envWith, withServer, type ServerOptions } from '../frame/server-options.ts';
import { configuredServer } from '../frame/configured-server.ts';
import { untilAborted } from '../wait/until-aborted.ts';
import { wholeNumber } from '../frame/arguments.ts';
import { withWorker, workerOptionsOf, type WorkerFlags } from '../frame/worker-options.ts';

interface Flags extends ServerOptions, WorkerFlags {
  grace: number;
  maxCachedWorkflows?: number;
  searchAttributes: boolean;
  metricsPort?: number;
  metricsHost: string;
}

/** `worker`: runs monitors and retrains until a signal stops it. */
export function workerCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'worker',
    json: 'lines',
    summary: 'Run a worker: it runs monitors and trains models',
    details:
      'Prints a line for every transition of a monitor. On Ctrl-C or SIGTERM it waits for a quiet moment and takes no new work from then on. It lets running activities finish within the grace time, and hands back the rest; a second signal ends it at once. TEMPORAL_RETRAIN_TUNER names the tuner for policies that name none.',
    examples: [
      ['worker --home /var/lib/temporal-retrain', 'keeps the registry and the models there'],
      ['worker --task-queue gpu-team --metrics-port 9464', 'another queue, metrics for Prometheus'],
    ],
  });
  return withWorker(withServer(command))
    .option(
      '--grace <seconds>',
      'time for running activities to finish when it stops',
      wholeNumber('--grace', 0, 86_400),
      30
    )
    .option(
      '--max-cached-workflows <n>',
      'monitors and retrains kept in memory (500)',
      wholeNumber('--max-cached-workflows', 2)
    )
    .option(
      '--metrics-port <port>',
      "show metrics to Prometheus on this port, the SDK's own among them (none)",
      wholeNumber('--metrics-port', 1, 65_535)
    )
    .option('--metrics-host <address>', 'address of the metrics; nobody is asked who they are', '127.0.0.1')
    .option('--no-search-attributes', 'for servers that do not let you create them')
    .action((flags: Flags) => run(context, flags));
}

// --- internal ---

async function run(context: CliContext, flags: Flags): Promise<void> {
  const { io, verbose } = context;
  const { metricsPort: port, metricsHost: host } = flags;
  const options = await workerOptionsOf(flags, io.env);
  const warn = await checkGiven(context, options);
  // Until here there is nothing to tidy up, and a file may be a pipe into which nobody writes.
  context.endsItself = true;
  const { installRuntimeLogger } = await import('../../worker/runtime-logger.ts');
  const metrics = port === undefined ? undefined : { port, host };
  installRuntimeLogger((line) => context.note(line), verbose ? 'INFO' : 'WARN', metrics);
  const server = await configuredServer(envWith(io.env, flags));
  const { startWorker } = await import('../../worker/start-worker.ts');
  const worker = await startWorker({
    ...options,
    server,
    warn,
    maxCachedWorkflows: flags.maxCachedWorkflows,
    searchAttributes: flags.searchAttributes,
    graceMs: flags.grace * 1_000,
    notifiers: { log: noticeWriter(context), ...options.notifiers },
    env: io.env,
  });
  const { address, namespace } = server;
  const { taskQueue } = worker;
  const ready = { event: 'ready', address, namespace, taskQueue, home: worker.home.path, identity: worker.identity };
  context.line(
    ready,
    () => `Polling ${taskQueue} of namespace ${namespace} at ${address}; home ${worker.home.path}. Ctrl-C stops it.`
  );
  const told = tellRegistries(context, flags, worker);
  await untilAborted(io.signal, worker.ended);
  context.note('stopping: running activities may finish; Ctrl-C again ends it at once');
  await worker.stop();
  await told;
  context.line({ event: 'stopped' }, () => 'Stopped.');
}
