import type { Command } from 'commander';
import { Argument } from 'commander';
import { modelArgument } from '../../frame/arguments.ts';
import type { CliContext } from '../../terminal/context.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { askedBy, serverOf, withAsked, type AskedOptions } from '../../frame/operator-command.ts';
import { withClient } from '../../frame/with-client.ts';

/** `monitor mark <model> <what> <verdict>`: says whether an alarm or a retrain was right. */
export function markCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'mark <model> <what>',
    summary: 'Say whether an alarm or a retrain was right',
    details:
      'The monitor keeps the newest 50 marks, with who said so and why. A second mark of the same takes the place of the first. A retrain is named by its number: `retrain/3`. An alarm is what a detector said: it is named `<metric>/<segment>/<detector>@<time>`, with nothing between the slashes for the model as a whole and the time in milliseconds, as the page and `GET /v1/models/{model}/played` have it.',
    examples: [
      ['monitor mark shop:ranker retrain/3 false --comment "labels came late"', 'there was nothing to be found'],
      ['monitor mark shop:ranker accuracy/eu/limit@1772450000000 true', 'the alarm in the segment eu was right'],
    ],
  });
  command.addArgument(new Argument('<verdict>', 'whether there was something to be found').choices(['true', 'false']));
  return withAsked(command).action(async (text: string, what: string, verdict: string, options: AskedOptions) => {
    const model = modelArgument(text);
    await withClient(context, serverOf(options), async (client) => {
      const marked = client.monitor(model).mark(what, verdict === 'true', askedBy(context, options));
      const view = await context.commanding('mark', model, marked);
      context.result(view, () => `Marked ${what} of ${model} as ${verdict}.`);
    });
  });
}
