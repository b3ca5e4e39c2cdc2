import type { Command } from 'commander';
import type { Surroundings } from '../surroundings.ts';
import { ConfigurationError } from '../../terms/errors.ts';
import { defineCommand } from '../frame/define-command.ts';
import { didYouMean } from '../../terms/did-you-mean.ts';
import { inGroups } from '../frame/in-groups.ts';
import { topics } from '../help/topics.ts';
import type { CliContext } from '../terminal/context.ts';

/** `help [command]`: the same as `<command> --help`, and a few topics. */
export function helpCommand(context: CliContext, { whole }: Surroundings): Command {
  const command = defineCommand({
    usage: 'help [words...]',
    summary: 'Show the help of a command or a topic',
    details: `Topics: ${Object.keys(topics).join(', ')}.`,
    examples: [
      ['help monitor show', 'the same as `monitor show --help`'],
      ['help exit-codes', 'what the exit code says to a script'],
    ],
  });
  return command.action(async (words: string[]) => {
    const topic = words.length === 1 && Object.hasOwn(topics, words[0]!) ? topics[words[0]!] : undefined;
    if (topic !== undefined) return context.verbatim({ help: topic }, () => topic);
    let at = await whole();
    for (const word of words) at = childOf(at, word);
    const help = helpOf(at);
    context.verbatim({ help }, () => help);
  });
}

// --- internal ---

function childOf(command: Command, word: string): Command {
  const child = command.commands.find((one) => one.name() === word);
  if (child) return child;
  const names = [...command.commands.map((one) => one.name()), ...(command.parent ? [] : Object.keys(topics))];
  const near = didYouMean(word, names);
  const guesses = near === undefined ? inGroups(command, word) : [near];
  const next =
    guesses.length === 0
      ? `it can be ${names.join(', ') || 'nothing more'}`
      : `did you mean \`${guesses.join('` or `')}\`?`;
  throw new ConfigurationError(
    `Expected a command${command.parent ? ` of \`${command.name()}\`` : ''} or a topic, got \`${word}\`; ${next}`
  );
}

/** With what stands after it, which `helpInformation` leaves out. */
function helpOf(command: Command): string {
  let text = '';
  const output = command.configureOutput();
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  command.configureOutput(output);
  return text.trimEnd();
}
