import type { Command } from 'commander';
import type { CliContext } from '../../terminal/context.ts';
import { operatorCommand } from '../../frame/operator-command.ts';

/** `monitor reject <model>` */
export function rejectCommand(context: CliContext): Command {
  return operatorCommand(context, {
    usage: 'reject <model>',
    summary: 'Reject the challenger that waits for approval',
    details: 'The champion goes on serving; the rejection counts as a failed candidate.',
    examples: [
      ['monitor reject shop:ranker --comment "worse for new users"', 'with the reason in the ledger'],
      ['monitor reject shop:ranker --json | jq .champion', 'the version that serves on'],
    ],
    done: (model) => `Rejected the challenger of ${model}.`,
    ask: (handle, asked) => handle.reject(asked),
  });
}
