import type { Foresight, MonitorView } from '../../core/wire/answers.ts';
import type { Command } from 'commander';
import type { MonitorHandle } from '../../client/monitor-handle.ts';
import { defaultActor, modelArgument } from './arguments.ts';
import type { CliContext } from '../terminal/context.ts';
import { defineCommand, type CommandText } from './define-command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { doing } from '../print/view.ts';
import { isConfirmed } from '../terminal/is-confirmed.ts';
import { withServer, type ServerOptions } from './server-options.ts';
import { withClient } from './with-client.ts';

/** Who asks, and why; the monitor's ledger keeps both. */
export interface AskedOptions extends ServerOptions {
  actor?: string;
  comment?: string;
}

export interface OperatorCommandText extends CommandText {
  /** What happened, as text: `Paused shop:ranker.` */
  done: (model: string, views: Views, named: string | undefined) => string;
  /** Asked on a terminal before it is done, unless `--yes` is given. */
  confirm?: (model: string) => string;
  /** An option of this command alone; `refusal`: why it would be refused with what the option says, or without it. */
  option?: {
    name: string;
    flags: string;
    does: string;
    refusal: (view: MonitorView, said: string | undefined) => string | undefined;
  };
  /** `named` is what was named beside the model, for a usage that takes it; `said` is what its own option says. */
  ask: (
    handle: MonitorHandle,
    asked: { actor: string; comment?: string },
    named: string | undefined,
    said: string | undefined
  ) => Promise<MonitorView>;
  /** Why what was named is not what the command would be about now; for a usage that takes it. */
  refusal?: Said;
  /** What it would do to what was named, where that is something else than without. */
  foretells?: Said;
  /**
   * For commands that take effect after the answer: waits for the effect, and throws if it does not come; `undefined`
   * after Ctrl-C.
   */
  until?: (context: CliContext, handle: MonitorHandle, answered: MonitorView) => Promise<MonitorView | undefined>;
}

type Said = (view: MonitorView, said: string) => string | undefined;

/** The monitor right after the command, and when its effect was there. */
export interface Views {
  answered: MonitorView;
  settled: MonitorView;
}

/** A command about one monitor that answers with the monitor's new state. */
export function operatorCommand(context: CliContext, text: OperatorCommandText): Command {
  const command = withAsked(defineCommand(text));
  if (text.confirm) command.option('--yes', 'do not ask');
  if (text.option) command.option(text.option.flags, text.option.does);
  command.option('--dry-run', 'only say what it would do now');
  return command.action(async (given: string, ...more: unknown[]) => {
    const model = modelArgument(given);
    // Commander hands over the arguments, then options and command.
    const options = more.at(-2) as AskedOptions & { yes?: boolean; dryRun?: boolean } & Record<string, unknown>;
    const said = text.option && (options[text.option.name] as string | undefined);
    const named = more.length > 2 ? (more[0] as string | undefined) : undefined;
    if (options.dryRun)
      return withClient(context, serverOf(options), async (client) => {
        const told = await foretold(client.monitor(model), text, { named, said });
        if (told?.isAllowed === false) context.exitCode = exitCodes.refused;
        context.result(told ?? {}, () => `${told?.text ?? 'Nothing is known of it'}.`);
      });
    if (text.confirm && !options.yes && !(await isConfirmed(context, text.confirm(model)))) return;
    await withClient(context, serverOf(options), async (client) => {
      const handle = client.monitor(model);
      const asked = text.ask(handle, askedBy(context, options), named, said);
      const answered = await context.commanding(nameOf(text), model, asked);
      const view = text.until ? await text.until(context, handle, answered) : answered;
      if (view === undefined) return;
      const done = text.done(model, { answered, settled: view }, named);
      context.result(view, () => `${done} ${doing(view, Date.now())}`);
    });
  });
}

/** What a command would do now; of one that names a version or a generation, whether it is about that one. */
async function foretold(
  handle: MonitorHandle,
  text: OperatorCommandText,
  { named, said }: { named: string | undefined; said: string | undefined }
): Promise<Foresight | undefined> {
  const { refusal, foretells, option } = text;
  const name = nameOf(text);
  const told = (await handle.foresight()).find(({ command }) => command === name);
  if (!told?.isAllowed || (named === undefined && !option)) return told;
  const view = await handle.state();
  const refused = (named === undefined ? undefined : refusal?.(view, named)) ?? option?.refusal(view, said);
  if (refused !== undefined) return { command: told.command, isAllowed: false, text: refused };
  return { ...told, text: (named === undefined ? undefined : foretells?.(view, named)) ?? told.text };
}

function nameOf({ usage }: OperatorCommandText): string {
  return usage.split(' ')[0] ?? usage;
}

export function withAsked(command: Command): Command {
  return withServer(command)
    .option('--actor <name>', 'who asks (the user of this machine)')
    .option('--comment <text>', 'why; kept in the ledger');
}

export function askedBy(context: CliContext, { actor, comment }: AskedOptions): { actor: string; comment?: string } {
  return { actor: actor ?? defaultActor(context.io.env), ...(comment === undefined ? {} : { comment }) };
}

export function serverOf({ address, namespace, profile }: ServerOptions): ServerOptions {
  return { address, namespace, profile };
}
