import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { executableName } from './cache-dir.ts';
import { installBinary } from './install-binary.ts';
import { lastLines } from '../run-command.ts';

export interface GoInstallOptions {
  /** The Go program. */
  go: string;
  /** What to build, `github.com/temporalio/cli/cmd/temporal@v1.5.1`. */
  module: string;
  /** Where the built program goes. */
  target: string;
  env: NodeJS.ProcessEnv;
  onProgress: (line: string) => void;
  /** Printed with the elapsed time, `building the Temporal dev server with Go (once, about 6 minutes on 2 cores)`. */
  title: string;
  signal?: AbortSignal;
  /** Time between progress lines. @default 5000 */
  progressMs?: number;
}

/** Builds a Go program from its public module and moves it to `target` when it is complete. */
export async function goInstall(options: GoInstallOptions): Promise<void> {
  const { module, target, onProgress, title } = options;
  options.signal?.throwIfAborted();
  const program = moduleProgram(module);
  await installBinary(target, async (folder) => {
    const since = Date.now();
    const tell = (): void => onProgress(`${title}: ${elapsed(Date.now() - since)}`);
    tell();
    const ticker = setInterval(tell, options.progressMs ?? 5000);
    try {
      await build(options, folder);
    } finally {
      clearInterval(ticker);
    }
    onProgress(`built ${program} in ${elapsed(Date.now() - since)}, kept in ${target}`);
    return join(folder, executableName(program));
  });
}

// --- internal ---

async function build({ go, module, env, signal }: GoInstallOptions, folder: string): Promise<void> {
  // A shell set up for cross-compiling would make a program for another machine (and `go install` would refuse GOBIN).
  const { GOOS: _os, GOARCH: _arch, ...rest } = env;
  const child = spawn(go, ['install', '-ldflags', '-s -w', module], {
    env: { ...rest, GOBIN: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // SIGINT lets Go finish the current step and clean its temporary folder.
  const interrupt = (): void => void child.kill('SIGINT');
  signal?.addEventListener('abort', interrupt, { once: true });
  process.once('exit', interrupt);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-16_384)));
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal?.throwIfAborted();
    if (code !== 0) throw new Error(`\`go install ${module}\` failed (exit ${code}): ${lastLines(errors)}`);
  } finally {
    signal?.removeEventListener('abort', interrupt);
    process.removeListener('exit', interrupt);
  }
}

/** Go names the program after the last folder of its module path. */
function moduleProgram(module: string): string {
  const path = module.slice(0, module.lastIndexOf('@'));
  return path.slice(path.lastIndexOf('/') + 1);
}

function elapsed(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
