import type { Command } from 'commander';
import { defineCommand } from '../frame/define-command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { formatFinding, formatRepair } from '../print/findings.ts';
import { modelArgument } from '../frame/arguments.ts';
import { withClient } from '../frame/with-client.ts';
import { withQueue, type QueueOptions } from '../frame/server-options.ts';
import type { Connection } from '@temporalio/client';
import type { CliContext } from '../terminal/context.ts';
import type { Finding } from '../../doctor/check.ts';

interface DoctorOptions extends QueueOptions {
  repair?: string;
}

/** `doctor`: checks everything that monitors need; `--repair` recovers a wedged monitor. */
export function doctorCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'doctor',
    summary: 'Check everything that monitors need, and repair a wedged one',
    details:
      'Checks the server, the namespace, the search attributes, the workers of every task queue and every running monitor. Exits with 1 if it finds a problem.',
    examples: [
      ['doctor', 'what works, what does not, why, and what to do'],
      ['doctor --repair shop:ranker', 'recovers a monitor whose workflow task keeps failing'],
    ],
  });
  return withQueue(command)
    .option('--repair <model>', 'reset the monitor to its last good task; all signals that count are applied again')
    .action(async ({ repair, ...options }: DoctorOptions) => {
      if (repair === undefined) await lookAround(context, options);
      else await bringBack(context, options, modelArgument(repair));
    });
}

// --- internal ---

async function lookAround(context: CliContext, options: QueueOptions): Promise<void> {
  const { examine } = await import('../../doctor/examine.ts');
  await withClient(context, options, async ({ client }) => {
    const findings: Finding[] = [];
    // `MonitorClient.connect` always creates a full client.
    const connection = client.connection as Connection;
    const surroundings = { client, connection, namespace: client.options.namespace, taskQueue: options.taskQueue };
    for await (const finding of examine(surroundings)) {
      findings.push(finding);
      if (!context.json) context.line(finding, () => formatFinding(finding, context.style));
    }
    const isWell = findings.every(({ status }) => status === 'ok');
    if (!isWell) context.exitCode = exitCodes.failure;
    if (context.json) context.result({ isWell, findings }, () => '');
  });
}

async function bringBack(context: CliContext, options: QueueOptions, model: string): Promise<void> {
  const { repairMonitor } = await import('../../doctor/repair/repair-monitor.ts');
  await withClient(context, options, async ({ client }) => {
    const repair = await repairMonitor(client, model);
    const done = repair ?? { model, wedged: false };
    context.result(done, () => (repair ? formatRepair(repair) : `Monitor ${model} is not wedged; nothing was done.`));
  });
}
