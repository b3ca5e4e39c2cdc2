import { CommanderError, type Command } from 'commander';

/** Where a command of that name is in a group of the program: `list` is `monitor list` and `kill-switch list`. */
export function inGroups(program: Command, word: string): string[] {
  return program.commands.flatMap((group) =>
    group.commands.some((command) => command.name() === word) ? [`${group.name()} ${word}`] : []
  );
}

/** An unknown command that is known in a group gets that as its guess; any other error stays as it is. */
export function guessGroup(error: unknown, program: Command): unknown {
  if (!(error instanceof CommanderError) || error.code !== 'commander.unknownCommand') return error;
  const [first = ''] = error.message.split('\n');
  const paths = inGroups(program, /'([^']*)'/.exec(first)?.[1] ?? '');
  if (paths.length === 0) return error;
  return new CommanderError(error.exitCode, error.code, `${first}\n(Did you mean one of ${paths.join(', ')}?)`);
}
