import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { ownProcess } from '../support/own-process.ts';
import type { CliRun } from './run-cli.ts';

export interface CliProcess {
  child: ChildProcess;
  /** What it has printed so far. */
  output: { stdout: string; stderr: string };
  /** Resolves when it has ended. */
  ended: Promise<CliRun>;
  /** Resolves when stdout matches; rejects when it ends before. */
  printed(pattern: RegExp): Promise<void>;
}

/** The command as a process of its own, as people run it. */
export function startCli(args: readonly string[], env: NodeJS.ProcessEnv, cwd?: string): CliProcess {
  const { execArgv, file } = ownProcess('src/cli/bin.ts');
  const { NODE_OPTIONS: _ours, FORCE_COLOR: _colour, ...inherited } = process.env;
  const child = spawn(process.execPath, [...execArgv, file, ...args], {
    env: { ...inherited, ...env },
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  // A command that fails early does not read its input.
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close').then(([code]) => ({ code: Number(code ?? -1), ...output }));
  const printed = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => void (pattern.test(output.stdout) && resolve());
      child.stdout.on('data', look);
      look();
      void ended.then(() =>
        reject(new Error(`It ended before it printed ${pattern}:\n${output.stdout}${output.stderr}`))
      );
    });
  return { child, output, ended, printed };
}

export function cli(args: readonly string[], env: NodeJS.ProcessEnv, input = ''): Promise<CliRun> {
  const { child, ended } = startCli(args, env);
  child.stdin?.end(input);
  return ended;
}
