import type { Command } from 'commander';
import type { CliContext } from '../../terminal/context.ts';
import { killSwitchCommand } from '../../frame/kill-switch-command.ts';

/** `kill-switch on` */
export function killSwitchOnCommand(context: CliContext): Command {
  return killSwitchCommand(context, {
    usage: 'on',
    summary: 'Hold the retrains of a model, a tenant or all',
    details:
      'From now on no retrain trains, and none promotes by itself, also of monitors that start later. Training under way goes on, and its version waits for a person. Rollbacks and approvals work.',
    examples: [
      ['kill-switch on --all --comment "bad labels since noon"', 'nothing is retrained any more'],
      ['kill-switch on --tenant acme', 'the models of one tenant'],
    ],
    turn: (switches, scope, asked) => switches.on(scope, asked),
    done: (what, changed) =>
      changed ? `The kill switch for ${what} is on.` : `The kill switch for ${what} was on already.`,
  });
}

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
