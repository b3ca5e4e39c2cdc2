import type { Command } from 'commander';
import type { CliContext } from '../../terminal/context.ts';
import { killSwitchCommand } from '../../frame/kill-switch-command.ts';

/** `kill-switch on` */
export function killSwitchOnCommand(context: CliContext): Command {
  return killSwitchCommand(context, {
    usage: 'on',
    summary: 'Hold the retrains of a model, of a tenant or of all models',
    details:
      'From now on no retrain starts and no version is promoted automatically, also for monitors that start later. Training in progress goes on, and its version waits for a person. Rollbacks and approvals still work.',
    examples: [
      ['kill-switch on --all --comment "bad labels since noon"', 'stops all retraining'],
      ['kill-switch on --tenant acme', 'the models of one tenant'],
    ],
    turn: (switches, scope, asked) => switches.on(scope, asked),
    held: 'no running monitor is held by the kill switch for',
    done: (what, changed) =>
      changed
        ? `The kill switch for ${what} is on.`
        : `The kill switch for ${what} was already on, and its comment stays: turn it off and on to change that.`,
  });
}

/** `kill-switch off` */
export function killSwitchOffCommand(context: CliContext): Command {
  return killSwitchCommand(context, {
    usage: 'off',
    summary: 'Turn a kill switch off again',
    details: 'Held retrains are considered again, unless another switch holds them.',
    examples: [
      ['kill-switch off --all', 'as before'],
      ['kill-switch off --model shop:ranker --comment "labels fixed"', 'with the reason in the history'],
    ],
    turn: (switches, scope, asked) => switches.off(scope, asked),
    held: 'nothing changes for any monitor that runs now, as none is of',
    done: (what, changed) =>
      changed ? `The kill switch for ${what} is off.` : `The kill switch for ${what} was already off.`,
  });
}
