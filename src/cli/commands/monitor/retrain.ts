import type { MonitorView } from '../../../core/wire/answers.ts';
import type { Command } from 'commander';
import type { MonitorHandle } from '../../../client/monitor-handle.ts';
import { modelArgument } from '../../frame/arguments.ts';
import type { CliContext } from '../../terminal/context.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { exitCodes } from '../../terminal/exit-codes.ts';
import { doing } from '../../print/view.ts';
import { askedBy, serverOf, withAsked, type AskedOptions } from '../../frame/operator-command.ts';
import { untilView } from '../../wait/until-view.ts';
import { withClient } from '../../frame/with-client.ts';

/** `monitor retrain <model>`: asks for a retrain, and waits for its end if wanted. */
export function retrainCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'retrain <model>',
    summary: 'Ask for a retrain',
    details:
      'A person does not wait for the cool-down, quiet hours, the budget, an approval, a trial or an open circuit breaker: only for a retrain in flight, a pause, a kill switch and a registry or champion in trouble. After a failed candidate the next retrain is a full one, whoever asks for it. With --wait the exit code is 0 if the new version was promoted or waits for approval, and 1 if it was not good enough.',
    examples: [
      ['monitor retrain shop:ranker --comment "new labels"', 'soft: continues from the champion'],
      ['monitor retrain shop:ranker --full --wait', 'from scratch; returns when it has ended'],
    ],
  });
  return withAsked(command)
    .option('--without-champion', 'rebuild, and judge by absolute rules alone, as the champion is lost')
    .option('--full', 'rebuild from scratch instead of continuing from the champion')
    .option('--wait', 'return when the retrain has ended')
    .action(async (text: string, { full, wait, withoutChampion, ...options }: RetrainOptions) => {
      const model = modelArgument(text);
      await withClient(context, serverOf(options), async (client) => {
        const handle = client.monitor(model);
        const answered = await handle.retrain({
          ...askedBy(context, options),
          severity: full ? 'full' : 'soft',
          ...(withoutChampion ? { withoutChampion } : {}),
        });
        const view = wait ? await untilEnded(handle, answered) : answered;
        if (wait && !isGood(view)) context.exitCode = exitCodes.failure;
        context.result(view, () => (wait ? ended(view) : `Asked for. ${doing(view, Date.now())}`));
      });
    });
}

// --- internal ---

interface RetrainOptions extends AskedOptions {
  full?: boolean;
  wait?: boolean;
  withoutChampion?: boolean;
}

/** A retrain that is held, or waits for one in progress, will be the next generation. */
function untilEnded(handle: MonitorHandle, answered: MonitorView): Promise<MonitorView> {
  const { generation, triggers } = answered;
  const awaited = triggers.length > 0 ? generation + 1 : generation;
  return untilView(handle, answered, ({ inFlight, lastRetrain, phase }) => {
    const isOver = (lastRetrain?.generation ?? 0) >= awaited && inFlight === null;
    return isOver || phase === 'stopped';
  });
}

function isGood({ lastRetrain }: MonitorView): boolean {
  return lastRetrain?.status === 'promoted' || lastRetrain?.status === 'awaiting-approval';
}

function ended({ lastRetrain }: MonitorView): string {
  if (!lastRetrain) return 'The monitor was stopped before a retrain ended.';
  const { generation, kind, status, version, note } = lastRetrain;
  const what = `The ${kind} retrain (generation ${generation}) was ${status}`;
  return `${what}${version === null ? '' : `, version ${version}`}${note ? `: ${note}` : '.'}`;
}
