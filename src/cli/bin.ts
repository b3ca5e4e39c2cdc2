#!/usr/bin/env node
import { exitCodes } from './terminal/exit-codes.ts';
import { main } from './main.ts';

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

// The reader of our output may stop reading: `temporal-retrain schema | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const { env, stdin, stdout, stderr } = process;
const exitCode = await main(process.argv.slice(2), { env, stdin, stdout, stderr, signal: abort.signal });
// Anything still open (a terminal's input, a connection left behind) must not keep the process alive.
stdout.write('', () =>
  stderr.write('', () => process.exit(exitCode === exitCodes.interrupted ? interruptedBy : exitCode))
);
