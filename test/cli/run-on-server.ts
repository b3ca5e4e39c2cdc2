import { inject } from 'vitest';
import { runCli, type CliRun } from './run-cli.ts';

/** Runs a command as ada against the server that the tests share, with nothing on standard input. */
export function runOnServer(...args: string[]): Promise<CliRun> {
  const env = { TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace'), USER: 'ada' };
  return runCli(args, { env: { ...process.env, ...env }, input: '' });
}
