import type { Command } from 'commander';
import type { CliContext } from '../../terminal/context.ts';
import { killSwitchCommand } from '../../frame/kill-switch-command.ts';

/** `kill-switch off` */
export function killSwitchOffCommand(context: CliContext): Command {
  return killSwitchCommand(context, {
    usage: 'off',
    summary: 'Turn a kill switch off again',
    details: 'What was held is judged again, as far as no other switch holds it.',
    examples: [
      ['kill-switch off --all', 'as before'],
      ['kill-switch off --model shop:ranker --comment "labels fixed"', 'with the reason in the history'],
    ],
    turn: (switches, scope, asked) => switches.off(scope, asked),
    done: (what, changed) =>
      changed ? `The kill switch for ${what} is off.` : `The kill switch for ${what} was off already.`,
  });
}
