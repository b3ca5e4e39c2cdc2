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

/** `doctor`: looks at everything that monitors need; `--repair` brings back one that cannot go on. */
export function doctorCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'doctor',
    summary: 'Look at everything that monitors need, and repair one that is wedged',
    details:
      'Looks at the server, the namespace, the search attributes, the workers of every task queue and every running monitor. Ends with 1 when something is wrong.',
    examples: [
      ['doctor', 'what is well, what is not, why, and what to do'],
      ['doctor --repair shop:ranker', 'brings a monitor back whose workflow task fails for ever'],
    ],
  });
  return withQueue(command)
    .option('--repair <model>', 'reset the monitor to its last good task; all that counts is taken again')
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
    // Made by `MonitorClient.connect`, which makes whole ones.
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
