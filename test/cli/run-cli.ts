import { main } from '../../src/cli/main.ts';

export interface CliRun {
  code: number;
  stdout: string;
  stderr: string;
}

export interface CliRunOptions {
  env?: NodeJS.ProcessEnv;
  /** What comes in on standard input; `undefined` is a terminal. */
  input?: string;
  columns?: number;
}

/** Runs a command line in this process, with streams that only remember. */
export async function runCli(args: readonly string[], options: CliRunOptions = {}): Promise<CliRun> {
  const run = { stdout: '', stderr: '' };
  const { env = {}, input, columns = 80 } = options;
  const stdin = Object.assign(chunksOf(input ?? ''), { isTTY: input === undefined });
  const code = await main(args, {
    env,
    stdin,
    stdout: { write: (text: string) => (run.stdout += text), columns },
    stderr: { write: (text: string) => (run.stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, ...run };
}

/** What stands on stderr, but for that a worker on a busy machine did not answer in time. */
export function stderrOf({ stderr }: Pick<CliRun, 'stderr'>): string {
  return stderr.replace(/^No worker of task queue \S+ answered within .* were not checked; .*\n/m, '');
}

/** A text in chunks whose ends fall anywhere, as they come from a pipe. */
export async function* chunksOf(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.slice(at, at + size));
}
