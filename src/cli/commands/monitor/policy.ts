import type { Command } from 'commander';
import { stringify } from 'yaml';
import { ConfigurationError } from '../../../terms/errors.ts';
import { detectorsAnew } from '../../../core/command/change-policy.ts';
import { fileForm } from '../../../config/file/file-form.ts';
import { diffMonitors, formatDiff } from '../../../config/diff-monitors.ts';
import { loadMonitor } from '../../../config/file/load-monitor.ts';
import type { MonitorView } from '../../../core/wire/answers.ts';
import type { MonitorFile } from '../../../config/schema/monitor-schema.ts';
import { modelArgument } from '../../frame/arguments.ts';
import type { CliContext } from '../../terminal/context.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { askedBy, serverOf, withAsked, type AskedOptions } from '../../frame/operator-command.ts';
import { anewText } from '../../print/plan.ts';
import { tellUnknownNames } from '../../tell/tell-unknown-names.ts';
import { withClient } from '../../frame/with-client.ts';

interface Flags extends AskedOptions {
  dryRun?: boolean;
  print?: boolean;
}

/** `monitor policy <model> <file>`: changes the policy of a running monitor to that of a file. */
export function policyCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'policy <model> [file]',
    summary: 'Change the policy of a running monitor to that of a file, or print it',
    details:
      'Unchanged detectors keep what they have learned. Prints what changes. With --print instead of a file, prints the policy that runs, as YAML and with every default filled in; `diff` takes that too.',
    examples: [
      ['monitor policy shop:ranker ranker.yaml --comment "tighter floor"', 'takes effect at once'],
      ['monitor policy shop:ranker --print > running.yaml', 'the one that runs, as a monitor file'],
    ],
  });
  return withAsked(command)
    .option('--dry-run', 'show what would change, and change nothing')
    .option('--print', 'print the policy that runs, as YAML, and change nothing')
    .action(async (text: string, file: string | undefined, { dryRun = false, print = false, ...options }: Flags) => {
      const model = modelArgument(text);
      if (print !== (file === undefined))
        throw new ConfigurationError(
          print ? 'Expected a file or `--print`, got both' : 'Expected a file or `--print`, got neither'
        );
      if (file === undefined)
        return withClient(context, serverOf(options), async (client) => {
          const monitor = fileForm(await client.monitor(model).config());
          context.verbatim(monitor, () => stringify(monitor).trimEnd());
        });
      const loaded = await loadMonitor(file);
      await withClient(context, serverOf(options), async (client) => {
        const handle = client.monitor(model);
        const before = await handle.config();
        const differences = diffMonitors(before, loaded);
        const anew = detectorsAnew(before.policy, loaded.policy);
        const isChange = differences.length > 0 && !dryRun;
        const view = isChange
          ? await context.commanding(
              'policy',
              model,
              handle.updatePolicy(loaded.written as MonitorFile, askedBy(context, options))
            )
          : await handle.state();
        context.result({ model, changed: isChange, revision: view.policyRevision, differences, anew }, () => {
          if (differences.length === 0) return `Nothing to change: ${model} already runs with this policy.`;
          const head = dryRun ? 'Would change' : `Changed, policy revision ${view.policyRevision}`;
          const lines = [...anewText(anew, dryRun), ...meanwhileText(view)];
          return [`${head}:`, formatDiff(differences), ...lines].join('\n');
        });
        const taskQueue = await handle.taskQueue().catch(() => undefined);
        if (taskQueue !== undefined)
          await tellUnknownNames(context, client, { configs: [loaded.config], taskQueue, files: [file] });
      });
    });
}

// --- internal ---

/** A policy is for what is launched from now on; exported for the tests. */
export function meanwhileText({ inFlight, approval }: Pick<MonitorView, 'inFlight' | 'approval'>): string[] {
  const waits = approval && !approval.decided ? [`Version ${approval.version} goes on waiting for approval.`] : [];
  if (!inFlight) return waits;
  return [
    ...waits,
    `Retrain ${inFlight.generation}, under way, trains as it was launched. Its version must pass the new gate, and serves without approval only if both policies let it.`,
  ];
}
