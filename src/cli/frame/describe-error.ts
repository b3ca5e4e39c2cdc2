import { CommanderError } from 'commander';
import { RetrainError, ConfigurationError } from '../../terms/errors.ts';
import { grpcDetails, grpcCode } from '../../server/grpc-status.ts';
import type { CliContext } from '../terminal/context.ts';
import { exitCodeOf } from '../terminal/exit-codes.ts';

/** What a failed command prints on stderr: one message; the stack only with `--verbose`. */
export function describeError(error: unknown, { verbose }: { verbose: boolean }): string {
  const stack = verbose && error instanceof Error ? `\n${error.stack}${causesOf(error)}` : '';
  return `error: ${messageOf(error)}${stack}`;
}

/** The same for programs: one line of JSON. */
export function errorDocument(error: unknown, context: Pick<CliContext, 'onServer'>): Record<string, unknown> {
  const issues = error instanceof ConfigurationError && error.issues.length > 0 ? { issues: error.issues } : {};
  const name = error instanceof CommanderError ? 'UsageError' : error instanceof Error ? error.name : 'Error';
  return { error: { name, message: context.onServer(messageOf(error)), exitCode: exitCodeOf(error), ...issues } };
}

// --- internal ---

function messageOf(error: unknown): string {
  if (error instanceof CommanderError) return usageMessage(error);
  if (error instanceof RetrainError) return error.message;
  if (grpcCode(error) !== undefined) return `The Temporal server answered: ${grpcDetails(error)}`;
  if ((error as { syscall?: unknown } | null)?.syscall === 'uv_cwd')
    return 'Expected to run in a folder, but the one that this command was started in is gone; change to another';
  const message = error instanceof Error ? error.message || error.name : String(error);
  return `${message}\nThis error was not expected; run the command again with --verbose to see where it happened`;
}

/** Commander's messages in our form: no prefix, our quotes, the guess as a question. */
function usageMessage({ message, code }: CommanderError): string {
  if (code === 'commander.help') return 'Expected a command, got none; --help lists the commands';
  const [first = '', ...more] = message.replace(/^error: /, '').split('\n');
  const guess = /\(Did you mean (?:one of )?(.*?)\?\)/.exec(more.join(' '))?.[1];
  const text = inOurWords(first.replaceAll("'", '`').replace(/\.$/, ''));
  const next =
    guess === undefined ? (nextSteps[code] ?? '') : `; did you mean \`${guess.replaceAll(', ', '` or `')}\`?`;
  return text.slice(0, 1).toUpperCase() + text.slice(1) + next;
}

/** Where commander's own sentence is none: `option … argument missing`. */
function inOurWords(text: string): string {
  const valueless = /^option `(?:-\w, )?(--[\w-]+) (<.*>)` argument missing$/.exec(text);
  if (valueless) return `Expected \`${valueless[1]} ${valueless[2]}\` to have a value, got none`;
  const required = /^required option `(?:-\w, )?(--[\w-]+) (<.*>)` not specified$/.exec(text);
  if (required) return `Missing required option \`${required[1]} ${required[2]}\``;
  const choice = /^command-argument value `(.*)` is invalid for argument `(.*)`\. Allowed choices are (.*)$/s.exec(
    text
  );
  return choice ? `Expected \`${choice[2]}\` to be one of ${choice[3]}, got \`${choice[1]}\`` : text;
}

const nextSteps: Readonly<Record<string, string>> = {
  'commander.unknownCommand': '; --help lists the commands',
  'commander.unknownOption': '; --help lists the options',
  'commander.missingArgument': '; --help shows how to use it',
  'commander.optionMissingArgument': '; --help shows what it takes',
  'commander.missingMandatoryOptionValue': '; --help shows how to use it',
  'commander.excessArguments': '; --help shows how to use it, and quotes keep words together',
};

function causesOf(error: Error): string {
  const lines: string[] = [];
  for (let at = error.cause; at instanceof Error; at = at.cause) lines.push(`\ncaused by: ${at.stack ?? at.message}`);
  return lines.join('');
}
