import type { Command } from 'commander';
import { modelArgument } from '../../frame/arguments.ts';
import type { CliContext } from '../../terminal/context.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { formatExplanation } from '../../print/explanation.ts';
import { whyCancelIsSlow } from '../../../client/calls/slow-cancel.ts';
import { withServer, type ServerOptions } from '../../frame/server-options.ts';
import { withClient } from '../../frame/with-client.ts';

/** `monitor explain <model>`: why it retrained, why it did not, how far every metric is from firing. */
export function explainCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'explain <model>',
    summary: 'Explain why a monitor retrained, or why it did not',
    examples: [
      ['monitor explain shop:ranker', 'how far from firing, what holds, the last 10 decisions'],
      ['monitor explain shop:ranker --all --json', 'every decision in the ledger with its evidence'],
    ],
  });
  return withServer(command)
    .option('--all', 'every decision in the ledger, and every reason of what was refused')
    .action(async (text: string, { all = false, ...options }: ServerOptions & { all?: boolean }) => {
      const model = modelArgument(text);
      await withClient(context, options, async (client) => {
        const handle = client.monitor(model);
        const [explanation, slow, view] = await Promise.all([
          handle.explain(),
          whyCancelIsSlow(client.client, handle),
          // It is an addition: without it the explanation is still one.
          handle.state().catch(() => undefined),
        ]);
        const { style, width } = context;
        const shown = all ? Number.POSITIVE_INFINITY : 10;
        const options = { style, width, now: Date.now(), slow, view };
        context.result(explanation, () => formatExplanation(explanation, options, shown));
      });
    });
}
