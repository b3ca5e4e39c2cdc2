import type { Command } from 'commander';
import { modelArgument } from '../../frame/arguments.ts';
import type { CliContext } from '../../terminal/context.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { askedBy, serverOf, withAsked, type AskedOptions } from '../../frame/operator-command.ts';
import { exitCodes } from '../../terminal/exit-codes.ts';
import { inPlaceOf } from '../../print/version/in-place-of.ts';
import { untilChampionChanges } from '../../wait/until-champion-changes.ts';
import { withClient } from '../../frame/with-client.ts';

/** `monitor adopt <model> <version>`: the way out if the champion is lost, or was chosen by other means. */
export function adoptCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'adopt <model> <version>',
    summary: 'Make a version of the registry the champion',
    details:
      'For a champion that was deleted or damaged, an alias that was moved, or a registry that was replaced on purpose. Returns when the registry has made the change; detectors start afresh on the version.',
    examples: [
      ['monitor adopt shop:ranker 1.4.0 --comment "1.5.0 was deleted"', 'serves from now on'],
      ['monitor adopt shop:ranker 1.4.0 --json | jq -r .champion', 'prints the version that serves now'],
    ],
  });
  return withAsked(command)
    .option('--dry-run', 'only say what it would do now')
    .action(async (text: string, version: string, { dryRun, ...options }: AskedOptions & { dryRun?: boolean }) => {
      const model = modelArgument(text);
      await withClient(context, serverOf(options), async (client) => {
        const handle = client.monitor(model);
        if (dryRun) {
          const told = (await handle.foresight({ name: 'adopt', version }))[0]!;
          if (!told.isAllowed) context.exitCode = exitCodes.refused;
          return context.result(told, () => `${told.text}.`);
        }
        const answered = await context.commanding('adopt', model, handle.adopt(version, askedBy(context, options)));
        const view = await untilChampionChanges(context, handle, answered);
        if (view === undefined) return;
        context.result(
          view,
          () =>
            `Adopted: ${version} is the champion of ${model}${answered.champion === version ? ', as before' : inPlaceOf(answered.champion)}.`
        );
      });
    });
}
