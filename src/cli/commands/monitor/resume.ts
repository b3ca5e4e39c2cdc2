import type { Command } from 'commander';
import type { CliContext } from '../../terminal/context.ts';
import { operatorCommand } from '../../frame/operator-command.ts';

/** `monitor resume <model>` */
export function resumeCommand(context: CliContext): Command {
  return operatorCommand(context, {
    usage: 'resume <model>',
    summary: 'Resume a paused monitor',
    details: 'What was held while it was paused is judged again at once.',
    examples: [
      ['monitor resume shop:ranker', 'goes on'],
      ['monitor resume shop:ranker --comment "data is back"', 'with the reason in the ledger'],
    ],
    done: (model) => `Resumed ${model}.`,
    ask: (handle, asked) => handle.resume(asked),
  });
}
