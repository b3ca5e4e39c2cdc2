import type { Argument, Command, Option } from 'commander';
import { topics } from '../help/topics.ts';

/** What can stand somewhere: words, or something that is looked up when it is asked for. */
export type Candidates = readonly string[] | 'files' | 'models' | 'anything';

/** What may be typed, as shells complete it: by the path of the command, `monitor show`; the program itself is ``. */
export type Vocabulary = Map<string, CommandWords>;

export interface CommandWords {
  /** With what each does. */
  children: [name: string, summary: string][];
  options: OptionWords[];
  /** By place; what the last one says holds of all after it where any number may follow. */
  arguments: Candidates[];
  isVariadic: boolean;
}

export interface OptionWords {
  flag: string;
  text: string;
  /** What may follow it; `null`: it takes no value. */
  values: Candidates | null;
}

/** Which server the models are asked of, where the line names one. */
export const serverFlagNames = ['--address', '--namespace', '--profile'] as const;

/** Values of options that the program checks by other means, by flag, or by path and flag: `init --kind`. */
export type KnownValues = Readonly<Record<string, Candidates>>;

/** Everything that a program understands. */
export function vocabularyOf(program: Command, known: KnownValues = {}): Vocabulary {
  const vocabulary: Vocabulary = new Map();
  collect(program, '', vocabulary, known);
  // `help` takes the path of a command, or a topic.
  const paths = Array.from(vocabulary.keys()).filter((path) => path !== 'help');
  for (const path of paths)
    vocabulary.set(`help ${path}`.trim(), {
      children: [
        ...vocabulary.get(path)!.children.filter(([name]) => name !== 'help'),
        ...(path === '' ? Object.keys(topics).map((name): [string, string] => [name, 'a topic']) : []),
      ],
      options: vocabulary.get('help')?.options ?? [],
      arguments: [],
      isVariadic: false,
    });
  return vocabulary;
}

// --- internal ---

function collect(command: Command, path: string, vocabulary: Vocabulary, known: KnownValues): void {
  const options = command.createHelp().visibleOptions(command);
  vocabulary.set(path, {
    children: command.commands.map((child) => [child.name(), child.summary()]),
    options: options.flatMap((option) => {
      const { long: flag, description: text, required, optional } = option;
      if (!flag) return [];
      const values = required || optional ? (known[`${path} ${flag}`] ?? known[flag] ?? valuesOf(option)) : null;
      return [{ flag, text, values }];
    }),
    arguments: command.registeredArguments.map(argumentOf),
    isVariadic: command.registeredArguments.at(-1)?.variadic ?? false,
  });
  for (const child of command.commands)
    collect(child, path === '' ? child.name() : `${path} ${child.name()}`, vocabulary, known);
}

function argumentOf(argument: Argument): Candidates {
  return argument.argChoices ?? named(argument.name());
}

function valuesOf({ argChoices, flags }: Option): Candidates {
  return argChoices ?? named(/<([^>]+)>/.exec(flags)?.[1] ?? '');
}

function named(name: string): Candidates {
  if (name === 'model') return 'models';
  return ['file', 'files', 'folder', 'path', 'paths', 'before', 'after'].includes(name) ? 'files' : 'anything';
}
