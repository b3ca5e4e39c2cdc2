#!/usr/bin/env node
import { exitCodes } from './terminal/exit-codes.ts';
import { main } from './main.ts';
import { outputOf } from './terminal/output-of.ts';

// Those of packages are not for whoever types a command.
process.noDeprecation ??= true;

const abort = new AbortController();
let interruptedBy = 130;
for (const [name, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)
  process.on(name, () => {
    // A second signal means: do not wait.
    if (abort.signal.aborted) process.exit(code);
    interruptedBy = code;
    abort.abort();
  });

const { env, stdin, stderr } = process;
const stdout = outputOf(process.stdout);

let isLost = false;
/** The reader of our output may stop reading: `temporal-retrain schema | head`. Else what was asked for is lost. */
function unwritten(error: NodeJS.ErrnoException, codeOfCommand: number): void {
  if (error.code === 'EPIPE') process.exit(codeOfCommand);
  if (isLost) return;
  isLost = true;
  const why = error.code === 'ENOSPC' ? 'no space is left' : error.message;
  const text = `error: Expected to write the output, but ${why}; what stands there is not all of it\n`;
  stderr.write(text, () => process.exit(exitCodes.failure));
}

for (const stream of new Set([stdout, process.stdout]))
  stream.on('error', (error: NodeJS.ErrnoException) => unwritten(error, exitCodes.ok));
stderr.on('error', () => undefined);

const exitCode = await main(process.argv.slice(2), { env, stdin, stdout, stderr, signal: abort.signal });
const code = exitCode === exitCodes.interrupted ? interruptedBy : exitCode;
// Anything still open (a terminal's input, a connection left behind) must not keep the process alive.
stdout.write('', (error) => {
  if (error) unwritten(stdout.errored ?? error, code);
  else stderr.write('', () => process.exit(code));
});
