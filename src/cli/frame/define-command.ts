import { Command } from 'commander';
import { jsonShapes, type JsonShape } from '../help/json-shape.ts';

export interface CommandText {
  /** Name and arguments, `show <model>`. */
  usage: string;
  /** One line in the list of commands. */
  summary: string;
  /** What it does beyond the summary. */
  details?: string;
  /** What it prints with `--json`. @default 'object' */
  json?: JsonShape;
  /** What to type, and what that does; two examples teach more than a list of options. */
  examples: readonly (readonly [command: string, effect: string])[];
}

/** A command whose help ends with examples. */
export function defineCommand({ usage, summary, details, json = 'object', examples }: CommandText): Command {
  const lines = examples.map(([command, effect]) => `  # ${effect}\n  temporal-retrain ${command}`);
  const [name, ...parameters] = usage.split(' ');
  const command = new Command(name);
  jsonShapes.set(command, json);
  for (const parameter of parameters) command.argument(parameter);
  return command
    .summary(summary)
    .description(details === undefined ? `${summary}.` : `${summary}.\n\n${details}`)
    .addHelpText('after', `\nExamples:\n${lines.join('\n\n')}`);
}

/** A command that only groups others; without a subcommand it shows its help. */
export function defineGroup(name: string, summary: string, commands: readonly Command[]): Command {
  const group = new Command(name).summary(summary).description(`${summary}.`);
  for (const command of commands) group.addCommand(command);
  return group;
}
