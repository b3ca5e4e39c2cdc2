#!/usr/bin/env node
import { main } from './main.ts';

const abort = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    // Whoever asks twice does not want to wait.
    if (abort.signal.aborted) process.exit(130);
    abort.abort();
  });
}
// Whoever reads our output may stop reading: `temporal-retrain schema | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const { env, stdin, stdout, stderr } = process;
const exitCode = await main(process.argv.slice(2), { env, stdin, stdout, stderr, signal: abort.signal });
// What is still open (a terminal's input, a connection that was left) must not keep the process.
stdout.write('', () => stderr.write('', () => process.exit(exitCode)));
