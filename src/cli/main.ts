import { CommanderError } from 'commander';
import { CliContext, safeJson, type CliIo } from './terminal/context.ts';
import { describeError, errorDocument } from './frame/describe-error.ts';
import { guessGroup } from './frame/in-groups.ts';
import { exitCodeOf, exitCodes } from './terminal/exit-codes.ts';
import { createProgram } from './program.ts';
import { aborted } from './wait/until-aborted.ts';

/** Runs one command line and returns its exit code. Never throws, and never ends the process. */
export async function main(args: readonly string[], io: CliIo): Promise<number> {
  const own = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length);
  const context = new CliContext(io, { json: own.includes('--json'), verbose: own.includes('--verbose') });
  try {
    const program = await createProgram(context, own);
    const done = program.parseAsync([...args], { from: 'user' }).catch((error: unknown) => {
      throw guessGroup(error, program);
    });
    await Promise.race([done, interrupted(context)]);
    return context.exitCode;
  } catch (error) {
    if (error instanceof Interruption || (io.signal.aborted && isAbort(error))) return exitCodes.interrupted;
    // Commander throws for help and version too, and for a group without a command, which is wrong usage.
    if (error instanceof CommanderError && error.exitCode === 0) {
      context.helpDocument();
      return exitCodes.ok;
    }
    if (error instanceof CommanderError && error.code === 'commander.help' && !context.json) return exitCodes.badInput;
    io.stderr.write(
      `${context.json ? safeJson(errorDocument(error, context)) : context.toRead(describeError(error, context))}\n`
    );
    return exitCodeOf(error);
  }
}

// --- internal ---

class Interruption extends Error {}

/** At Ctrl-C, abandons commands that have nothing to clean up. */
async function interrupted(context: CliContext): Promise<never> {
  await aborted(context.io.signal);
  if (context.endsItself) return new Promise(() => undefined);
  if (context.inDoubt !== undefined) context.note(context.inDoubt);
  throw new Interruption();
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
