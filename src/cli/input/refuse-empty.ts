import type { Argument, Command, Option } from 'commander';
import { ConfigurationError } from '../../terms/errors.ts';

/**
 * Refuses empty and blank values of all options and arguments, of a command and those below it. Nobody types one: a
 * script's variable was empty, and what it stood for would be taken for something that was not said.
 */
export function refuseEmpty(command: Command): void {
  for (const option of command.options)
    if (option.required || option.optional)
      check(option, `\`${option.long ?? option.flags} ${placeholderOf(option)}\``);
  for (const argument of command.registeredArguments) check(argument, `\`<${argument.name()}>\``);
  for (const child of command.commands) refuseEmpty(child);
}

// --- internal ---

/** Before the parser that it has, if any. */
function check(taker: Option | Argument, name: string): void {
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
