import type { Command } from 'commander';
import { modelArgument } from '../../frame/arguments.ts';
import type { CliContext } from '../../terminal/context.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { askedBy, serverOf, withAsked, type AskedOptions } from '../../frame/operator-command.ts';
import { withClient } from '../../frame/with-client.ts';

/** `monitor forget-segment <model> <segment>`: makes room below the cap, or removes a misspelled segment. */
export function forgetSegmentCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'forget-segment <model> <segment>',
    summary: 'Forget what a monitor has seen of a segment',
    examples: [
      ['monitor forget-segment shop:ranker eu', 'its next observation starts afresh'],
      ['monitor forget-segment shop:ranker "test users" --comment typo', 'with the reason in the ledger'],
    ],
  });
  return withAsked(command).action(async (text: string, segment: string, options: AskedOptions) => {
    const model = modelArgument(text);
    await withClient(context, serverOf(options), async (client) => {
      const forgotten = client.monitor(model).forgetSegment(segment, askedBy(context, options));
      const view = await context.commanding('forget-segment', model, forgotten);
      context.result(view, () => `Forgot segment ${segment} of ${model}.`);
    });
  });
}
