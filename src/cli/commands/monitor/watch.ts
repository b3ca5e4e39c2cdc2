import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { defineCommand } from '../../frame/define-command.ts';
import { formatView, type Meanwhile } from '../../print/view.ts';
import { modelArgument, wholeNumber } from '../../frame/arguments.ts';
import { LiveScreen } from '../../terminal/live-screen.ts';
import { watchLine } from '../../print/watch-line.ts';
import { whyCancelIsSlow } from '../../../client/calls/slow-cancel.ts';
import { withClient } from '../../frame/with-client.ts';
import { withServer, type ServerOptions } from '../../frame/server-options.ts';
import type { CliContext } from '../../terminal/context.ts';
import type { MonitorView } from '../../../core/wire/answers.ts';

interface Flags extends ServerOptions {
  interval: number;
}

/** `monitor watch <model>`: the monitor at a glance, as it changes. */
export function watchCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'watch <model>',
    summary: 'Watch a monitor: a live screen, or a line for each change',
    details:
      'On a terminal it redraws what `monitor show` prints. Elsewhere, and with --json, it prints a line whenever state, champion, retrain or the number of observations has changed. Ends with the monitor, or on Ctrl-C.',
    json: 'lines',
    examples: [
      ['monitor watch shop:ranker', 'until Ctrl-C'],
      ['monitor watch shop:ranker --json | jq -r .status', 'for scripts'],
    ],
  });
  return withServer(command)
    .option('--interval <seconds>', 'time between two looks', wholeNumber('--interval', 1, 3_600), 1)
    .action(async (text: string, { interval, ...options }: Flags) => {
      const model = modelArgument(text);
      await withClient(context, options, async (client) => {
        const handle = client.monitor(model);
        const draws = isScreen(context);
        const show = shower(context);
        for (;;) {
          const view = await handle.state();
          const progress = view.inFlight && draws ? await handle.progress().catch(() => null) : null;
          const slow = view.inFlight?.cancelled ? await whyCancelIsSlow(client.client, handle) : undefined;
          show(view, { progress, slow });
          if (view.phase === 'stopped' || context.io.signal.aborted) return;
          await sleep(interval * 1_000, undefined, { signal: context.io.signal });
        }
      });
    });
}

// --- internal ---

function isScreen({ io, json }: CliContext): boolean {
  return io.stdout.isTTY === true && !json;
}

function shower(context: CliContext): (view: MonitorView, meanwhile: Meanwhile) => void {
  const { io, style } = context;
  if (isScreen(context)) {
    const screen = new LiveScreen(io.stdout);
    return (view, meanwhile) => {
      const now = Date.now();
      screen.draw(
        `${formatView(view, { style, width: context.width, now }, meanwhile)}\n\n${style.dim('Ctrl-C ends this; the monitor goes on')}`
      );
    };
  }
  let last = '';
  return (view) => {
    const line = watchLine(view);
    if (line === last) return;
    last = line;
    context.line(view, () => line);
  };
}
