import type { Command } from 'commander';
import type { CliContext } from '../../terminal/context.ts';
import { operatorCommand } from '../../frame/operator-command.ts';

/** `monitor pause <model>` */
export function pauseCommand(context: CliContext): Command {
  return operatorCommand(context, {
    usage: 'pause <model>',
    summary: 'Pause a monitor: it watches on, but launches nothing',
    details: 'What is wanted meanwhile is held, not dropped.',
    examples: [
      ['monitor pause shop:ranker --comment "data outage"', 'until it is resumed'],
      ['monitor pause shop:ranker --actor nightly-job', 'in the name of a job'],
    ],
    done: (model) => `Paused ${model}.`,
    ask: (handle, asked) => handle.pause(asked),
  });
}
