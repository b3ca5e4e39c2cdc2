import type { Command } from 'commander';
import { loadMonitor } from '../../../config/file/load-monitor.ts';
import { tellAdvice } from '../../tell/tell-advice.ts';
import type { CliContext } from '../../terminal/context.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { exitCodes } from '../../terminal/exit-codes.ts';
import { formatMonitor } from '../../print/monitor.ts';

/** `validate <file>`: every fault of a monitor file, or what the file means. No server is needed. */
export function validateCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'validate <file>',
    summary: 'Check a monitor file',
    details:
      'Names every fault with its line. For a valid file, shows what it means, with defaults filled in. Exits with 2 too if every retrain would fail by what the file says: it is valid, but of no use. Where a worker in this folder would find the rows to train on, they are read as it would, and what keeps a retrain from them is told. Needs no server.',
    examples: [
      ['validate ranker.yaml', 'every fault, or what the monitor would do'],
      ['validate ranker.yaml --json', 'the complete monitor, with every default filled in'],
    ],
  });
  return command.action(async (file: string) => {
    const { config, policy } = await loadMonitor(file);
    const { advice, why } = await tellAdvice(context, { config, policy });
    const canRetrain = why?.isOfFile !== true;
    if (!canRetrain) context.exitCode = exitCodes.badInput;
    context.result({ valid: true, canRetrain, config, policy, advice }, () =>
      formatMonitor(file, { config, policy }, context)
    );
  });
}
