import type { Connection } from '@temporalio/client';
import type { Command } from 'commander';
import { diffMonitors, formatDiff } from '../../../config/diff-monitors.ts';
import { loadMonitor, type LoadedMonitor } from '../../../config/file/load-monitor.ts';
import type { MonitorFile } from '../../../config/schema/monitor-schema.ts';
import { tellAdvice } from '../../tell/tell-advice.ts';
import { tellUnknownNames } from '../../tell/tell-unknown-names.ts';
import type { CliContext } from '../../terminal/context.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { startIt, whyNobodyPolls } from '../../../client/calls/no-worker.ts';
import { withQueue, type QueueOptions } from '../../frame/server-options.ts';
import { withClient } from '../../frame/with-client.ts';
import type { MonitorClient } from '../../../client/monitor-client.ts';

/** `monitor start <file>`: starts the monitor that a file describes, unless it is running. */
export function startCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'start <file>',
    summary: 'Start the monitor that a file describes',
    details:
      'Leaves a running monitor unchanged; `monitor policy` changes it. Creates search attributes that are missing on the server first.',
    examples: [
      ['monitor start ranker.yaml', 'checks the file, starts the monitor, says what it watches'],
      ['monitor start ranker.yaml --task-queue gpu-team', 'for workers on another task queue'],
    ],
  });
  return withQueue(command)
    .option('--no-search-attributes', 'for servers that do not let you create them')
    .action(async (file: string, options: QueueOptions & { searchAttributes: boolean }) => {
      const loaded = await loadMonitor(file);
      await tellAdvice(context, loaded);
      await withClient(context, options, (client) => start(context, client, { file, loaded }, options));
    });
}

// --- internal ---

async function start(
  context: CliContext,
  client: MonitorClient,
  { file, loaded }: { file: string; loaded: LoadedMonitor },
  { searchAttributes, taskQueue: asked }: QueueOptions & { searchAttributes: boolean }
): Promise<void> {
  const { model } = loaded.config;
  const connection = client.client.connection as Connection;
  const { namespace } = client.client.options;
  if (searchAttributes) {
    const { ensureSearchAttributes } = await import('../../../server/search-attributes.ts');
    await ensureSearchAttributes(connection, namespace);
  }
  const handle = client.monitor(model);
  const ensured = handle.ensure(loaded.written as MonitorFile);
  const { started } = await context.sending(`the start of ${model}`, `monitor show ${model}`, ensured);
  // One that runs may have been started elsewhere: it is on its own queue, whatever was asked for.
  const taskQueue = started ? asked : await handle.taskQueue();
  const polled = !(await whyNobodyPolls(client.client, taskQueue)).isOld;
  const running = started || !polled ? loaded : await handle.config();
  const differences = diffMonitors(running, loaded);
  const document = { model, workflowId: handle.workflowId, started, taskQueue, polled, differences };
  context.result(document, () => {
    const watched = loaded.policy.metrics.map(({ name }) => name).join(', ') || 'nothing';
    const elsewhere = taskQueue === asked ? '' : `, on task queue ${taskQueue} instead of ${asked}`;
    const lines = started
      ? [`Started the monitor of ${model}, which watches ${watched}.`]
      : [`The monitor of ${model} is already running${elsewhere}; it was left unchanged.`];
    if (differences.length > 0)
      lines.push(
        'The file differs from the running policy; `temporal-retrain monitor policy` would change:',
        formatDiff(differences)
      );
    if (!polled) lines.push(`No worker polls task queue ${taskQueue} yet: ${startIt(taskQueue)}.`);
    return lines.join('\n');
  });
  if (polled) await tellUnknownNames(context, client, { configs: [running.config], taskQueue, files: [file] });
}
