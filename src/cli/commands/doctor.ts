import { createRequire } from 'node:module';
import type { Command } from 'commander';
import { defaultHome } from '../../worker/worker-home.ts';
import { defineCommand } from '../frame/define-command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { formatFinding, formatRepair, formatWell } from '../print/findings.ts';
import { modelArgument } from '../frame/arguments.ts';
import { registrySetting } from '../../terms/environment.ts';
import { tellRestOfAdvice } from '../tell/tell-advice.ts';
import { ConfigurationError, ServerUnavailableError } from '../../terms/errors.ts';
import { withClient } from '../frame/with-client.ts';
import { withServer, type ServerOptions } from '../frame/server-options.ts';
import type { Connection } from '@temporalio/client';
import type { CliContext } from '../terminal/context.ts';
import type { Monitor } from '../../config/parse-monitor.ts';
import type { MonitorConfig } from '../../core/state/retrain.ts';
import type { Finding } from '../../doctor/check.ts';

interface DoctorOptions extends ServerOptions {
  repair?: string;
  taskQueue?: string;
  home: string;
  registry?: string;
  dataRoot?: string;
  trainers?: string;
  notifiers?: string;
  sources?: string;
  bundle?: string;
}

/** `doctor`: checks everything that monitors need; `--repair` recovers a wedged monitor. */
export function doctorCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'doctor [files...]',
    summary: 'Check everything that monitors need, and repair a wedged one',
    details:
      'Checks this machine first: Node, the Temporal SDK, the registry, the room for models, the rows that monitor files train on, and the files that a worker is given. Then the server: its namespace, search attributes and clock. Then the workers of every task queue that a running monitor, its trainer or a monitor file needs: whether they have the trainers, tuners and sources that policies name, and keep versions in one registry. Last, every running monitor. Each fault comes with its cause and what to do. Exits with 1 unless all is well, also where something cannot be told; a warning, as of a retrain that failed, does not count.',
    examples: [
      ['doctor', 'what works, what does not, why, and what to do'],
      ['doctor --repair shop:ranker', 'recovers a monitor whose workflow task keeps failing'],
    ],
  });
  return withServer(command)
    .option(
      '--task-queue <name>',
      'a task queue that must have a worker: that of the files, even if no monitor waits on it'
    )
    .option('--home <folder>', 'home of the worker on this machine', defaultHome)
    .option('--registry <address>', 'sqlite:<file> or mlflow:<url> (TEMPORAL_RETRAIN_REGISTRY, else that of the home)')
    .option(
      '--data-root <folder>',
      "the worker's folder of training data, where files name some (the working directory)"
    )
    .option('--trainers <file>', "the worker's trainers: loads them, and looks for their programs")
    .option('--notifiers <file>', "the worker's notifiers: loads them, with the secrets of the environment here")
    .option('--sources <file>', "the worker's sources of metrics, likewise")
    .option('--bundle <file>', "the worker's bundle of workflows")
    .option('--repair <model>', 'reset the monitor to its last good task; all signals that count are applied again')
    .action(async (files: string[], { repair, ...options }: DoctorOptions) => {
      if (repair === undefined) await lookAround(context, files, options);
      else await bringBack(context, options, modelArgument(repair));
    });
}

// --- internal ---

async function lookAround(context: CliContext, files: string[], options: DoctorOptions): Promise<void> {
  const findings: Finding[] = [];
  const take = (found: Finding): void => {
    const { cause, fix } = found;
    const finding: Finding = {
      ...found,
      ...(cause === undefined ? {} : { cause: context.onServer(cause) }),
      ...(fix === undefined ? {} : { fix: context.onServer(fix) }),
    };
    findings.push(finding);
    if (!context.json) context.line(finding, () => formatFinding(finding, context));
  };
  const monitors = await monitorsIn(files);
  for await (const finding of machineFindings(context, options)) take(finding);
  if (options.dataRoot !== undefined) take(await dataRootFinding(options.dataRoot));
  for await (const finding of workerFindings(context, options)) take(finding);
  for (const [file, monitor] of monitors) take(await fileFinding(context, file, monitor, options.dataRoot));
  const configs = monitors.map(([, { config }]) => config);
  try {
    for await (const finding of serverFindings(context, options, configs)) take(finding);
  } catch (error) {
    if (error instanceof ServerUnavailableError) take(noServer(error, 'temporal-retrain dev'));
    else if (error instanceof ConfigurationError) take(noServer(error, correctServer));
    else throw error;
  }
  const well = formatWell(findings);
  if (well === undefined) context.exitCode = exitCodes.failure;
  if (context.json) context.result({ isWell: well !== undefined, findings }, () => '');
  else if (well !== undefined) context.result(undefined, () => well);
}

async function* machineFindings(
  { io }: CliContext,
  { home, registry = registrySetting(io.env).value }: DoctorOptions
): AsyncGenerator<Finding> {
  const { examineMachine } = await import('../../doctor/examine-machine.ts');
  const require = createRequire(import.meta.url);
  const versionOf = (name: string): string | undefined => {
    try {
      return (require(`${name}/package.json`) as { version?: string }).version;
    } catch {
      return undefined;
    }
  };
  yield* examineMachine({ env: io.env, nodeVersion: process.versions.node, versionOf, home, registry });
}

async function* workerFindings({ io }: CliContext, options: DoctorOptions): AsyncGenerator<Finding> {
  const { workerFileFindings } = await import('../input/worker-files.ts');
  yield* workerFileFindings(options, io.env);
}

async function* serverFindings(
  context: CliContext,
  { taskQueue, address, namespace, profile }: DoctorOptions,
  files: readonly MonitorConfig[]
): AsyncGenerator<Finding> {
  const { examine } = await import('../../doctor/examine.ts');
  const findings = await withClient(context, { address, namespace, profile }, async ({ client }) => {
    // `MonitorClient.connect` always creates a full client.
    const connection = client.connection as Connection;
    const all: Finding[] = [];
    const around = { client, connection, namespace: client.options.namespace, taskQueue, files };
    for await (const finding of examine(around)) all.push(finding);
    return all;
  });
  yield* findings;
}

/** @throws ConfigurationError for files that `validate` refuses */
async function monitorsIn(files: readonly string[]): Promise<[file: string, monitor: Monitor][]> {
  if (files.length === 0) return [];
  const { loadMonitor } = await import('../../config/file/load-monitor.ts');
  return Promise.all(files.map(async (file) => [file, await loadMonitor(file)] as [string, Monitor]));
}

/** Whether retrains can succeed with it; warns of the rest as `validate` does. */
async function fileFinding(
  context: CliContext,
  file: string,
  monitor: Monitor,
  dataRoot: string | undefined
): Promise<Finding> {
  const why = await tellRestOfAdvice(context, monitor, dataRoot);
  if (why === undefined) return { check: 'files', status: 'ok', text: `the monitor file ${file} can be used` };
  return {
    check: 'files',
    status: 'fault',
    text: `with the monitor file ${file} every retrain would fail`,
    cause: why,
    fix: `correct the file (temporal-retrain validate ${file}) or its rows, or name the worker's folder of data with --data-root`,
  };
}

async function dataRootFinding(dataRoot: string): Promise<Finding> {
  const { whyNoDataRoot } = await import('../../worker/check-worker.ts');
  const cause = await whyNoDataRoot(dataRoot).catch((error: unknown) => (error as Error).message);
  if (cause === undefined) return { check: 'data', status: 'ok', text: `there is a folder of data at ${dataRoot}` };
  const text = `no rows can be read below ${dataRoot}`;
  return { check: 'data', status: 'fault', text, cause, fix: 'make the folder, or name another one with --data-root' };
}

const correctServer = 'correct --address, --namespace or --profile, or the variables and the profile in their place';

/** @param fix where the error has none itself */
function noServer({ message }: Error, fix: string): Finding {
  const [cause = message, ...steps] = message.split('; ');
  return {
    check: 'server',
    status: 'fault',
    text: 'the Temporal server cannot be used',
    cause,
    fix: steps.join('; ') || fix,
  };
}

async function bringBack(context: CliContext, options: ServerOptions, model: string): Promise<void> {
  const { repairMonitor } = await import('../../doctor/repair/repair-monitor.ts');
  const { address, namespace, profile } = options;
  await withClient(context, { address, namespace, profile }, async ({ client }) => {
    const repair = await repairMonitor(client, model);
    const done = repair ?? { model, wedged: false };
    context.result(done, () => (repair ? formatRepair(repair) : `Monitor ${model} is not wedged; nothing was done.`));
  });
}
