import { Option, type Command } from 'commander';
import { grouped, optionGroups, sortOptions } from './option-groups.ts';
import { jsonShapes, type JsonShape } from './json-shape.ts';
import type { CliContext } from '../terminal/context.ts';

/** What the help of all commands has in common, and the options that all take. For a group, these are its commands'. */
export function layOutHelp(command: Command, context: CliContext): void {
  command
    .exitOverride()
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => context.printed(text),
      // The code that catches errors prints them; only help that was not asked for comes here.
      writeErr: (text) => void (context.json ? undefined : context.io.stderr.write(text)),
      outputError: () => undefined,
      getOutHelpWidth: () => context.helpWidth,
      getErrHelpWidth: () => context.helpWidth,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ subcommandTerm: (sub) => `${sub.name()} ${sub.usage().replace(/\[options\] ?/, '')}`.trim() });
  const general = (option: Option): Command => grouped(command, optionGroups.general, option);
  general(new Option('--json', `print ${shapeOf(command)}, and nothing else`));
  general(new Option('--verbose', 'print more, and where an error happened'));
  command.addHelpOption(new Option('-h, --help', 'show this help').helpGroup(optionGroups.general));
  sortOptions(command);
  if (command.parent && command.commands.length === 0) command.addHelpText('after', seeAlso);
  for (const child of command.commands) layOutHelp(child, context);
}

// --- internal ---

const seeAlso = '\nSee also: `temporal-retrain help exit-codes`, `help environment` and `help json`';

function shapeOf(command: Command): string {
  const shape: JsonShape | undefined = jsonShapes.get(command);
  if (shape === undefined)
    return command.commands.length > 0 ? 'JSON (each help says of which form)' : 'one JSON object';
  return {
    object: 'one JSON object',
    lines: 'NDJSON, an object a line',
    array: 'one JSON array',
    always: 'JSON, as always',
  }[shape];
}
