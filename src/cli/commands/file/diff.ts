import type { Command } from 'commander';
import { diffMonitors, formatDiff } from '../../../config/diff-monitors.ts';
import { loadMonitor } from '../../../config/file/load-monitor.ts';
import type { CliContext } from '../../terminal/context.ts';
import { defineCommand } from '../../frame/define-command.ts';

/** `diff <before> <after>`: what changes in effect, not in wording. No server is needed. */
export function diffCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'diff <before> <after>',
    json: 'array',
    summary: 'Show what changes from one monitor file to another',
    details:
      'Compares the meaning of the files, with defaults filled in: `-` gone, `+` new, `~` changed. Needs no server.',
    examples: [
      ['diff ranker.yaml ranker-new.yaml', 'one line for each effect'],
      ['diff ranker.yaml ranker-new.yaml --json | jq length', 'how many effects; for reviews in CI'],
    ],
  });
  return command.action(async (before: string, after: string) => {
    const differences = diffMonitors(await loadMonitor(before), await loadMonitor(after));
    context.result(differences, () => formatDiff(differences) || 'No difference in effect.');
  });
}
