import type { Command } from 'commander';
import type { CliContext } from '../../terminal/context.ts';
import { operatorCommand } from '../../frame/operator-command.ts';

/** `monitor release <model>` */
export function releaseCommand(context: CliContext): Command {
  return operatorCommand(context, {
    usage: 'release <model>',
    summary: 'Close the circuit breaker, so that retrains are launched again',
    details: 'It opens after several failed or rejected candidates in a row.',
    examples: [
      ['monitor release shop:ranker', 'lets it try again'],
      ['monitor release shop:ranker --comment "labels fixed"', 'with the reason in the ledger'],
    ],
    done: (model) => `Released ${model}.`,
    ask: (handle, asked) => handle.release(asked),
  });
}
