import type { Command } from 'commander';
import type { CliContext } from '../../terminal/context.ts';
import { operatorCommand } from '../../frame/operator-command.ts';

/** `monitor stop <model>` */
export function stopCommand(context: CliContext): Command {
  return operatorCommand(context, {
    usage: 'stop <model>',
    summary: 'Stop a monitor for good',
    details: 'A retrain under way goes on; versions and their history stay in the registry.',
    examples: [
      ['monitor stop shop:ranker', 'ends its workflow'],
      ['monitor stop shop:ranker --comment "replaced by shop:ranker2"', 'with the reason in the ledger'],
    ],
    done: (model) => `Stopped ${model}.`,
    ask: (handle, asked) => handle.stop(asked),
  });
}
