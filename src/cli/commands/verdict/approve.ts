import type { Command } from 'commander';
import type { CliContext } from '../../terminal/context.ts';
import { operatorCommand } from '../../frame/operator-command.ts';
import { notInPlaceOf, notToApprove } from '../../print/version/challenger.ts';
import { inPlaceOf } from '../../print/version/in-place-of.ts';
import { untilChampionChanges } from '../../wait/until-champion-changes.ts';

/** `monitor approve <model> [version]` */
export function approveCommand(context: CliContext): Command {
  return operatorCommand(context, {
    usage: 'approve <model> [version]',
    summary: 'Approve the waiting challenger: it becomes the champion',
    details:
      'Returns when the registry serves it. It is refused, and the ledger says so, if someone has already decided or the time to decide is over. With a version, it approves only that one, and none that has taken its place since you looked. It is refused too if the champion is no longer the one that the version was compared with, unless you name it.',
    examples: [
      ['monitor approve shop:ranker', 'promotes what waits'],
      ['monitor approve shop:ranker 1.5.0 --actor ada --comment "checked by hand"', 'that version, and no other'],
    ],
    done: (model, { answered, settled }) =>
      `Approved: ${settled.champion ?? 'the challenger'} is the champion of ${model}${inPlaceOf(answered.champion)}.`,
    option: {
      flags: '--in-place-of <version>',
      does: 'the champion that it takes the place of; refused if another serves',
      name: 'inPlaceOf',
      refusal: notInPlaceOf,
    },
    ask: (handle, asked, version, champion) =>
      handle.approve({
        ...asked,
        ...(version === undefined ? {} : { version }),
        ...(champion === undefined ? {} : { inPlaceOf: champion }),
      }),
    refusal: notToApprove,
    until: untilChampionChanges,
  });
}
