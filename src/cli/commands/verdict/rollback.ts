import type { Command } from 'commander';
import type { CliContext } from '../../terminal/context.ts';
import { operatorCommand } from '../../frame/operator-command.ts';
import { inPlaceOf } from '../../print/version/in-place-of.ts';
import { untilChampionChanges } from '../../wait/until-champion-changes.ts';

/** `monitor rollback <model>` */
export function rollbackCommand(context: CliContext): Command {
  return operatorCommand(context, {
    usage: 'rollback <model>',
    summary: 'Make the previous version the champion again',
    details:
      'Returns when the registry has made the change. The next retrain is a full one. Refused (exit code 4) if no version served before.',
    examples: [
      ['monitor rollback shop:ranker --comment "complaints"', 'back to the previous version'],
      ['monitor rollback shop:ranker --json | jq -r .champion', 'prints the version that serves now'],
    ],
    done: (model, { answered, settled }) =>
      `Rolled back: ${settled.champion ?? 'the version before'} is the champion of ${model}${inPlaceOf(answered.champion)}.`,
    ask: (handle, asked) => handle.rollback(asked),
    until: untilChampionChanges,
  });
}
