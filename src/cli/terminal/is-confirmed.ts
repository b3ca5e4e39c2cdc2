import { exitCodes } from './exit-codes.ts';
import type { CliContext } from './context.ts';

/** Asks on a terminal, where only `y` or `yes` is a yes. Scripts are not asked. */
export async function isConfirmed(context: CliContext, question: string): Promise<boolean> {
  const { stdin, stderr } = context.io;
  if (!stdin.isTTY || !stderr.isTTY) return true;
  stderr.write(`${context.toRead(`${question} [y/N]`)} `);
  for await (const chunk of stdin) {
    if (/^\s*y(es)?\s*$/i.test(String(chunk).split('\n')[0] ?? '')) return true;
    break;
  }
  context.note('Nothing was done.');
  context.exitCode = exitCodes.failure;
  return false;
}
