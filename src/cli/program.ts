import { Command } from 'commander';
import { catalogue, type CommandGroup, type LoadCommand } from './catalogue.ts';
import { safeJson, type CliContext } from './terminal/context.ts';
import { defineGroup } from './frame/define-command.ts';
import { layOutHelp } from './help/layout.ts';
import { packageVersion } from './package-version.ts';
import { refuseUnmeant } from './input/refuse-unmeant.ts';
import { serverFlags } from './frame/server-options.ts';
import { rootHelp } from './help/topics.ts';

/**
 * The program, bound to one run. It throws instead of ending the process, and prints only help. Holds the one command
 * that `args` name, or all commands if they name none.
 */
export async function createProgram(context: CliContext, args: readonly string[] = []): Promise<Command> {
  const program = new Command('temporal-retrain')
    .description('Watches the metrics of machine-learning models and retrains them, durably, on Temporal.')
    .version(
      context.json ? safeJson({ version: packageVersion() }, 2) : packageVersion(),
      '-V, --version',
      'print the version'
    )
    // Otherwise `send --version 1.4.0` would be read as the program's own flag.
    .enablePositionalOptions()
    .addHelpText('after', `\n${rootHelp}`)
    .hook('preAction', (_, action) => void (context.server = serverFlags(action.opts())));
  const around = { whole: () => createProgram(context) };
  const wanted = namedBy(args);
  for (const { heading, entries } of catalogue)
    for (const [name, entry] of Object.entries(entries)) {
      if (wanted && name !== wanted[0]) continue;
      const command = isGroup(entry)
        ? defineGroup(name, entry.summary, await load(entry.commands, wanted?.[1]))
        : (await entry())(context, around);
      program.addCommand(command.helpGroup(heading));
    }
  layOutHelp(program, context);
  refuseUnmeant(program);
  return program;

  async function load(commands: Readonly<Record<string, LoadCommand>>, only?: string): Promise<Command[]> {
    const names = Object.keys(commands).filter((name) => only === undefined || name === only);
    return Promise.all(names.map(async (name) => (await commands[name]!())(context, around)));
  }
}

// --- internal ---

/** The command of a command line, with its group; `undefined` if it is not one of ours: then help needs all of them. */
function namedBy(args: readonly string[]): [name: string, child?: string] | undefined {
  // The version is told without any of them.
  if (args[0] === '--version' || args[0] === '-V') return [''];
  const words = args.filter((arg) => !arg.startsWith('-'));
  const [name = '', child = ''] = words;
  const entry = catalogue.flatMap(({ entries }) => (Object.hasOwn(entries, name) ? [entries[name]!] : []))[0];
  // An option before the command could have a value that looks like one.
  const isFirst = args.every((arg, at) => at >= args.indexOf(name) || ['--json', '--verbose'].includes(arg));
  if (!entry || !isFirst) return undefined;
  if (!isGroup(entry)) return [name];
  return args[args.indexOf(name) + 1] === child && Object.hasOwn(entry.commands, child) ? [name, child] : [name];
}

function isGroup(entry: LoadCommand | CommandGroup): entry is CommandGroup {
  return typeof entry !== 'function';
}
