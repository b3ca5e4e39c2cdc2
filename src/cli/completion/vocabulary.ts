import type { Command, Option } from 'commander';

/** What can stand somewhere: words, or something that is looked up when it is asked for. */
export type Candidates = readonly string[] | 'files' | 'models' | 'anything';

/** What may be typed, as shells complete it. */
export interface Vocabulary {
  /** By the path of the command, `monitor show`; the program itself is the empty path. */
  commands: Map<string, CommandWords>;
  /** What may follow an option that takes a value; an option means the same wherever it is. */
  values: Map<string, Candidates>;
}

export interface CommandWords {
  /** With what each does. */
  children: [name: string, summary: string][];
  options: [flag: string, text: string][];
  argument: Candidates;
}

/** Everything that a program understands. `known` adds the values of options that the program checks by other means. */
export function vocabularyOf(program: Command, known: Readonly<Record<string, Candidates>> = {}): Vocabulary {
  const vocabulary: Vocabulary = { commands: new Map(), values: new Map() };
  collect(program, '', vocabulary, known);
  return vocabulary;
}

// --- internal ---

function collect(
  command: Command,
  path: string,
  vocabulary: Vocabulary,
  known: Readonly<Record<string, Candidates>>
): void {
  const options = command.createHelp().visibleOptions(command);
  vocabulary.commands.set(path, {
    children: command.commands.map((child) => [child.name(), child.summary()]),
    options: options.flatMap((option) => (option.long ? [[option.long, option.description]] : [])),
    argument: argumentOf(command),
  });
  for (const option of options)
    if (option.long && (option.required || option.optional))
      vocabulary.values.set(option.long, known[option.long] ?? valuesOf(option));
  for (const child of command.commands)
    collect(child, path === '' ? child.name() : `${path} ${child.name()}`, vocabulary, known);
}

function argumentOf(command: Command): Candidates {
  const [first] = command.registeredArguments;
  if (!first) return [];
  if (first.argChoices) return first.argChoices;
  return named(first.name());
}

function valuesOf({ argChoices, flags }: Option): Candidates {
  return argChoices ?? named(/<([^>]+)>/.exec(flags)?.[1] ?? '');
}

function named(name: string): Candidates {
  if (name === 'model') return 'models';
  return ['file', 'files', 'folder', 'path', 'paths', 'before', 'after'].includes(name) ? 'files' : 'anything';
}
