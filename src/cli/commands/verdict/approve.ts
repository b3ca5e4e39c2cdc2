import type { Command } from 'commander';
import type { CliContext } from '../../terminal/context.ts';
import { operatorCommand } from '../../frame/operator-command.ts';
import { inPlaceOf } from '../../print/version/in-place-of.ts';
import { untilChampionChanges } from '../../wait/until-champion-changes.ts';

/** `monitor approve <model>` */
export function approveCommand(context: CliContext): Command {
  return operatorCommand(context, {
    usage: 'approve <model>',
    summary: 'Approve the waiting challenger: it becomes the champion',
    details:
      'Returns when the registry serves it. Refused, and recorded in the ledger, if someone has already decided or the time to decide is over.',
    examples: [
      ['monitor approve shop:ranker', 'promotes it'],
      ['monitor approve shop:ranker --actor ada --comment "checked by hand"', 'in the name of a person'],
    ],
    done: (model, { answered, settled }) =>
      `Approved: ${settled.champion ?? 'the challenger'} is the champion of ${model}${inPlaceOf(answered.champion)}.`,
    ask: (handle, asked) => handle.approve(asked),
    until: untilChampionChanges,
  });
}
