import type { Command } from 'commander';
import { modelArgument } from '../../frame/arguments.ts';
import type { CliContext } from '../../terminal/context.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { formatView } from '../../print/view.ts';
import { whyCancelIsSlow } from '../../../client/calls/slow-cancel.ts';
import { withServer, type ServerOptions } from '../../frame/server-options.ts';
import { withClient } from '../../frame/with-client.ts';

/** `monitor show <model>`: the monitor at a glance. */
export function showCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'show <model>',
    summary: 'Show what a monitor sees and what it does',
    details:
      'Levels: warming up, stable, warning, drift, no data. Times are UTC. During a retrain it tells the trial and the best so far; beside a version that waits, what it has shown. With --json `lastRetrain.outcome` is what has become of the last retrain by now. Its `status` is how the workflow ended, and stays `awaiting-approval` after the version was approved.',
    examples: [
      ['monitor show shop:ranker', 'state, every metric, holds, the last retrain'],
      ['monitor show shop:ranker --json | jq .champion', 'the version that serves'],
    ],
  });
  return withServer(command).action(async (text: string, options: ServerOptions) => {
    const model = modelArgument(text);
    await withClient(context, options, async (client) => {
      const handle = client.monitor(model);
      const view = await handle.state();
      // It is an addition: without it the view is still one.
      const progress = view.inFlight ? await handle.progress().catch(() => null) : null;
      const slow = view.inFlight?.cancelled ? await whyCancelIsSlow(client.client, handle) : undefined;
      const { style, width } = context;
      context.result({ ...view, ...(progress ? { progress } : {}) }, () =>
        formatView(view, { style, width, now: Date.now() }, { progress, slow })
      );
    });
  });
}
