import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { defineCommand } from '../../frame/define-command.ts';
import { formatView, type Meanwhile } from '../../print/view.ts';
import { heightOf, wrap } from '../../terminal/table.ts';
import { modelArgument, wholeNumber } from '../../frame/arguments.ts';
import { canRedraw, LiveScreen } from '../../terminal/live-screen.ts';
import { Patience } from '../../wait/patience.ts';
import { WatchLines } from '../../print/watch-line.ts';
import { whyCancelIsSlow } from '../../../client/calls/slow-cancel.ts';
import { withClient } from '../../frame/with-client.ts';
import { withServer, type ServerOptions } from '../../frame/server-options.ts';
import type { CliContext } from '../../terminal/context.ts';
import type { Decision } from '../../../core/state/decision.ts';
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
      'On a terminal it redraws what `monitor show` prints. Elsewhere, with TERM=dumb and with --json, it prints a line whenever state, champion, retrain or the number of observations has changed, with when it saw that. Ends with the monitor, or on Ctrl-C.',
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
      const shower = isScreen(context) ? new OnScreen(context) : new LineByLine(context);
      const patience = new Patience({ signal: context.io.signal, tell: (line) => shower.tell(line) });
      await withClient(context, { ...options, onWait: patience.tellOnce }, async (client) => {
        const handle = client.monitor(model);
        for (;;) {
          const view = await patience.answer(() => handle.state());
          if (view === undefined) return;
          const isDetailed = view.inFlight && isScreen(context);
          const progress = (isDetailed && (await patience.addition(() => handle.progress()))) || null;
          const slow = view.inFlight?.cancelled ? await whyCancelIsSlow(client.client, handle) : undefined;
          const ledger = async (): Promise<Decision[]> =>
            (await patience.answer(() => handle.explain()))?.decisions ?? [];
          // A screen is drawn over it at once.
          if (isScreen(context)) patience.hasLooked();
          await shower.show(view, { progress, slow }, ledger);
          patience.hasLooked();
          if (view.phase === 'stopped' || context.io.signal.aborted) return;
          await sleep(interval * 1_000, undefined, { signal: context.io.signal });
        }
      });
    });
}

// --- internal ---

function isScreen({ io, json }: CliContext): boolean {
  return canRedraw(io.env, io.stdout) && !json;
}

class OnScreen {
  private readonly context: CliContext;
  private readonly screen: LiveScreen;
  private last: [view: MonitorView, meanwhile: Meanwhile] | undefined;

  constructor(context: CliContext) {
    this.context = context;
    this.screen = new LiveScreen(context.io.stdout);
  }

  show(view: MonitorView, meanwhile: Meanwhile): Promise<void> {
    this.last = [view, meanwhile];
    this.draw();
    return Promise.resolve();
  }

  /** What stands on the screen stays there, as it was when the monitor last answered. */
  tell(text: string): void {
    if (this.last) this.draw(text);
    else this.context.note(text);
  }

  private draw(trouble?: string): void {
    const { style, width } = this.context;
    const [view, meanwhile] = this.last!;
    const tail = [trouble === undefined ? '' : `\n${wrap(trouble, width)}`, `\n${style.dim(howToEnd)}`].join('');
    const { columns, rows } = this.screen.room;
    const room = { columns, rows: rows - heightOf(tail, columns) };
    const text = formatView(view, { style, width, now: Date.now(), room }, meanwhile);
    this.screen.draw(this.context.onServer(`${text}\n${tail}`));
  }
}

const howToEnd = 'Ctrl-C ends this; the monitor goes on';

class LineByLine {
  private readonly context: CliContext;
  private readonly lines = new WatchLines();

  constructor(context: CliContext) {
    this.context = context;
  }

  async show(view: MonitorView, _: Meanwhile, decisions: () => Promise<Decision[]>): Promise<void> {
    const lines = await this.lines.of(view, { now: Date.now(), decisions });
    // A document tells of all of the monitor: one is enough.
    for (const line of this.context.json ? lines.slice(-1) : lines) this.context.line(view, () => line);
  }

  tell(text: string): void {
    this.context.note(text);
  }
}
