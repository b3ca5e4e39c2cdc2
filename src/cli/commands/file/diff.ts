import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { ConfigurationError } from '../../../terms/errors.ts';
import { parseModelId } from '../../../terms/model-id.ts';
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
    for (const given of [before, after])
      if (typeof parseModelId(given) === 'object' && !existsSync(given))
        throw runningText(given, given === before ? after : before);
    const differences = diffMonitors(await loadMonitor(before), await loadMonitor(after));
    context.result(differences, () => formatDiff(differences) || 'No difference in effect.');
  });
}

// --- internal ---

function runningText(model: string, file: string): ConfigurationError {
  return new ConfigurationError(
    `Expected two monitor files, got the model \`${model}\`; \`temporal-retrain monitor policy ${model} ${file} --dry-run\` compares what runs with a file, and \`monitor policy ${model} --print\` prints it`
  );
}
