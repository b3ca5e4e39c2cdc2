import { ConfigurationError } from '../../terms/errors.ts';
import { exitCodes } from './exit-codes.ts';
import { Questions } from './ask.ts';
import type { CliContext } from './context.ts';

/**
 * Asks on a terminal, where only `y` or `yes` is a yes. Scripts are not asked.
 *
 * @throws ConfigurationError where somebody types who would not see the question
 */
export async function isConfirmed(context: CliContext, question: string): Promise<boolean> {
  const { stdin, stderr } = context.io;
  if (!stdin.isTTY) return true;
  if (!stderr.isTTY)
    throw new ConfigurationError(
      'Expected --yes, as the question could not be read where stderr goes; nothing was done'
    );
  if (await new Questions(context).confirm(question)) return true;
  context.note('Nothing was done.');
  context.exitCode = exitCodes.failure;
  return false;
}
