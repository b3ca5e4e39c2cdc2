import type { Command } from 'commander';
import { CliContext } from '../../../src/cli/terminal/context.ts';
import { createProgram } from '../../../src/cli/program.ts';

/** Every command there is, for tests that look at all of them: what they would say goes nowhere. */
export function programOfNobody(): Promise<Command> {
  const nobody = { write: () => true };
  const stdin = (async function* () {})();
  const io = { env: {}, stdin, stdout: nobody, stderr: nobody, signal: new AbortController().signal };
  return createProgram(new CliContext(io, { json: false, verbose: false }));
}
