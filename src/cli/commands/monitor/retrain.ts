import type { MonitorView } from '../../../core/wire/answers.ts';
import type { Command } from 'commander';
import { mayReplace } from '../../../core/candidate/may-replace.ts';
import { printable } from '../../terminal/table.ts';
import { modelArgument } from '../../frame/arguments.ts';
import type { CliContext } from '../../terminal/context.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { exitCodes } from '../../terminal/exit-codes.ts';
import { doing } from '../../print/view.ts';
import { askedBy, serverOf, withAsked, type AskedOptions } from '../../frame/operator-command.ts';
import { endOfRetrain, isGoodEnd, type Ended } from '../../print/version/end-of-retrain.ts';
import { endedRetrain } from '../../wait/ended-retrain.ts';
import { Patience } from '../../wait/patience.ts';
import { untilRetrainEnds } from '../../wait/until-retrain-ends.ts';
import { withClient } from '../../frame/with-client.ts';

/** `monitor retrain <model>`: asks for a retrain, and waits for its end if wanted. */
export function retrainCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'retrain <model>',
    summary: 'Ask for a retrain',
    details:
      'A retrain that a person asks for waits only for one under way, and for a registry or champion in trouble. It does not wait for the cool-down, quiet hours, the budget, an approval, a trial or an open circuit breaker. A pause and a kill switch refuse it. With --respect-holds it waits for all of them, as drift does. A version that waits for approval or is scored in shadow is replaced by a version that passes its gate. After a failed candidate the next retrain is a full one, whoever asks for it. With --wait it tells how far it is, until the retrain that this request led to has ended (`lastRetrain` with --json). The exit code is 0 if the new version was promoted or waits for approval, and 1 if it was not good enough.',
    examples: [
      ['monitor retrain shop:ranker --comment "new labels"', 'soft: continues from the champion'],
      ['monitor retrain shop:ranker --full --wait', 'from scratch; tells how far it is until it has ended'],
    ],
  });
  return withAsked(command)
    .option('--without-champion', 'a full retrain whose gate has its absolute rules alone, as the champion is lost')
    .option('--full', 'from scratch, instead of continuing from the champion')
    .option('--respect-holds', 'wait for everything that drift waits for')
    .option('--wait', 'tell how far it is, and return when it has ended')
    .option('--dry-run', 'only say what it would do now')
    .action(async (text: string, { full, wait, withoutChampion, respectHolds, dryRun, ...options }: RetrainOptions) => {
      const model = modelArgument(text);
      const patience = new Patience({ signal: context.io.signal, tell: (line) => context.note(line) });
      await withClient(context, { ...serverOf(options), onWait: patience.tellOnce }, async (client) => {
        const handle = client.monitor(model);
        const asked = askedBy(context, options);
        const what = {
          severity: full ? ('full' as const) : ('soft' as const),
          ...(withoutChampion ? { withoutChampion } : {}),
          ...(respectHolds ? { respectHolds } : {}),
        };
        if (dryRun) {
          const told = (await handle.foresight({ name: 'retrain', ...what }))[0]!;
          if (!told.isAllowed) context.exitCode = exitCodes.refused;
          return context.result(told, () => `${told.text}.`);
        }
        const sent = handle.retrain({ ...asked, ...what });
        const answered = await context.commanding('retrain', model, sent);
        if (!full && !withoutChampion && becomesFull(answered))
          context.note('It is a full retrain, not a soft one, as an earlier candidate failed.');
        const replaces = mayReplace(answered);
        const more = replaces === undefined ? '' : `${printable(replaces)}.`;
        if (!wait) return context.result(answered, () => `Asked for. ${doing(answered, Date.now())} ${more}`.trimEnd());
        if (more !== '' && !context.json) context.note(more);
        const readEnded = (generation: number): Promise<Ended> => endedRetrain(client.client, handle, generation);
        const waited = await untilRetrainEnds(context, handle, answered, {
          actor: asked.actor,
          readEnded,
          patience,
        });
        if (waited === undefined) return;
        const { view, ended } = waited;
        if (!isGoodEnd(ended)) context.exitCode = exitCodes.failure;
        context.result({ ...view, lastRetrain: ended }, () => endOfRetrain(view, ended, context));
      });
    });
}

// --- internal ---

interface RetrainOptions extends AskedOptions {
  full?: boolean;
  wait?: boolean;
  withoutChampion?: boolean;
  respectHolds?: boolean;
  dryRun?: boolean;
}

/** Whether more is done than was asked for: now, or when what holds it has ended. */
function becomesFull({ inFlight, triggers, escalated }: MonitorView): boolean {
  if (triggers.some(({ code }) => code === 'manual')) return escalated;
  return inFlight?.escalated === true;
}
