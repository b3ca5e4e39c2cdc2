import type { Command } from 'commander';
import { whyNoRetrainCanSucceed } from '../../../config/advice.ts';
import { loadMonitor } from '../../../config/file/load-monitor.ts';
import { tellAdvice } from '../../input/tell-advice.ts';
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
      'Names every fault with its line. For a valid file, shows what it means, with defaults filled in. Exits with 2 too if every retrain would fail: the file is valid, but of no use. Needs no server.',
    examples: [
      ['validate ranker.yaml', 'every fault, or what the monitor would do'],
      ['validate ranker.yaml --json', 'the complete monitor, with every default filled in'],
    ],
  });
  return command.action(async (file: string) => {
    const { config, policy } = await loadMonitor(file);
    const advice = await tellAdvice(context, { config, policy });
    const canRetrain = whyNoRetrainCanSucceed({ config }) === undefined;
    if (!canRetrain) context.exitCode = exitCodes.badInput;
    context.result({ valid: true, canRetrain, config, policy, advice }, () =>
      formatMonitor(file, { config, policy }, context)
    );
  });
}
