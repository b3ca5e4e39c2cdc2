import type { Argument, Command, Option } from 'commander';
import { ConfigurationError } from '../../terms/errors.ts';
import { excerpt } from '../../terms/visible-text.ts';

/**
 * Refuses of all options and arguments, of a command and those below it, what nobody means: an empty or blank value,
 * where a script's variable was empty, and the second value of an option that takes one, which would take the place of
 * the first without a word.
 */
export function refuseUnmeant(command: Command): void {
  for (const option of command.options) if (option.required || option.optional) checkOption(command, option);
  for (const argument of command.registeredArguments) checkValue(argument, `\`<${argument.name()}>\``);
  for (const child of command.commands) refuseUnmeant(child);
}

/** The parser of an option that may be given again: it takes each of its values through `parse`. */
export function each<T>(parse: (text: string) => T): (text: string, before?: T[]) => T[] {
  const collect = (text: string, before: T[] = []): T[] => [...before, parse(text)];
  takesSeveral.add(collect);
  return collect;
}

// --- internal ---

const takesSeveral = new WeakSet<object>();

function checkOption(command: Command, option: Option): void {
  const name = `\`${option.long ?? option.flags} ${placeholderOf(option)}\``;
  const isOne = !option.variadic && !(option.parseArg && takesSeveral.has(option.parseArg));
  checkValue(option, name);
  const parse = option.parseArg!;
  option.argParser((text: string, before: unknown): unknown => {
    if (isOne && command.getOptionValueSource(option.attributeName()) === 'cli')
      throw new ConfigurationError(`Expected ${name} once, got it again with \`${excerpt(text, 60)}\``);
    return parse.call(option, text, before);
  });
}

/** Before the parser that it has, if any. */
function checkValue(taker: Option | Argument, name: string): void {
  const parse = taker.parseArg;
  taker.argParser((text: string, before: unknown): unknown => {
    if (text.trim() === '')
      throw new ConfigurationError(
        `Expected ${name} to have a value, got ${text === '' ? 'an empty text' : 'only blanks'}; a variable of a script may be empty`
      );
    if (parse) return parse.call(taker, text, before);
    return taker.variadic ? [...(Array.isArray(before) ? (before as unknown[]) : []), text] : text;
  });
}

function placeholderOf({ flags }: Option): string {
  return /[<[].*$/.exec(flags)?.[0] ?? '<value>';
}
