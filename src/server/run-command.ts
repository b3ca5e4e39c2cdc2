import { spawn } from 'node:child_process';

export interface RunCommandOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** The program is killed after this time. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Numeric user and group to run as; needs root. */
  uid?: number;
  gid?: number;
}

/**
 * Runs a program to its end, without a shell, and returns its output (both streams, the last 64 KiB). Rejects when it
 * cannot be started, is killed, or exits with anything but 0; the message has its last lines.
 */
export async function runCommand(file: string, args: string[], options: RunCommandOptions = {}): Promise<string> {
  options.signal?.throwIfAborted();
  const child = spawn(file, args, { ...options, timeout: options.timeoutMs, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-outputCap);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ending = await new Promise<string | undefined>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve(code === 0 ? undefined : signal ? `killed by ${signal}` : `exit ${code}`)
    );
  });
  if (ending !== undefined)
    throw new Error(`\`${[file, ...args].join(' ')}\` failed (${ending}): ${lastLines(output)}`);
  return output;
}

/** The end of a program's output, for an error message; long lines (a server's stack trace as JSON) are cut. */
export function lastLines(text: string, count = 15): string {
  const lines = text.trimEnd().split('\n').slice(-count);
  return (
    lines
      .map((line) => (line.length > 400 ? `${line.slice(0, 400)}...` : line))
      .join('\n')
      .trim() || 'it printed nothing'
  );
}

// --- internal ---

const outputCap = 65_536;
