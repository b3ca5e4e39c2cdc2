import { dirname, join } from 'node:path';
import { ServerUnavailableError } from '../terms/errors.ts';
import { cachedCliPath } from './cache-dir.ts';
import { TEMPORAL_CLI_VERSION } from './cli-version.ts';
import { downloadCli } from './download-cli.ts';
import { withFileLock } from './file-lock.ts';
import { findProgram, isExecutable } from './find-program.ts';
import { goInstall } from './go-install.ts';
import { runCommand } from './run-command.ts';

export interface FindBinaryOptions {
  env: NodeJS.ProcessEnv;
  /** One line for each slow step. */
  onProgress?: (line: string) => void;
  signal?: AbortSignal;
  /** Where the CLI's archives are, for a company mirror. @default Temporal's own site */
  downloadBaseUrl?: string;
}

export interface TemporalBinary {
  path: string;
  source: 'configured' | 'path' | 'cache' | 'download' | 'go';
}

/**
 * Finds or gets the `temporal` program, whose `server start-dev` is a whole server in one process. In this order:
 * `TEMPORAL_CLI` (then nothing else is tried), `PATH`, this user's cache, Temporal's download site, `go install`.
 */
export async function findTemporalBinary(options: FindBinaryOptions): Promise<TemporalBinary> {
  const { env } = options;
  if (env.TEMPORAL_CLI) return { path: await configured(env.TEMPORAL_CLI), source: 'configured' };
  const tried: string[] = [];
  const onPath = await findProgram('temporal', env);
  if (onPath === undefined) tried.push('`temporal` on PATH: not there');
  else {
    const fault = await faultOf(onPath);
    if (fault === undefined) return { path: onPath, source: 'path' };
    tried.push(`\`temporal\` on PATH: ${fault}`);
  }
  const cached = cachedCliPath(env, TEMPORAL_CLI_VERSION);
  if (await isExecutable(cached)) return { path: cached, source: 'cache' };
  tried.push(`the cache: nothing at ${cached}`);
  const source = await getUnderLock(options, cached, tried);
  if (source !== undefined) return { path: cached, source };
  throw new ServerUnavailableError(
    [
      'No Temporal server could be found or started. Tried in this order:',
      '- TEMPORAL_ADDRESS or a profile: not set',
      '- TEMPORAL_CLI: not set',
      ...tried.map((line) => `- ${line}`),
      'Set TEMPORAL_ADDRESS to a running server, or install the Temporal CLI (https://docs.temporal.io/cli), or install Go 1.24 or newer',
    ].join('\n')
  );
}

// --- internal ---

const CLI_MODULE = `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_CLI_VERSION}`;

async function configured(path: string): Promise<string> {
  const fault = await faultOf(path);
  if (fault === undefined) return path;
  throw new ServerUnavailableError(
    `Expected TEMPORAL_CLI to name a \`temporal\` program that runs, got \`${path}\`: ${fault}. Correct it, or unset it to let one be found`
  );
}

async function faultOf(path: string): Promise<string | undefined> {
  if (!(await isExecutable(path))) return 'not an executable file';
  try {
    const version = await runCommand(path, ['--version'], { timeoutMs: 20_000 });
    return version.startsWith('temporal version') ? undefined : 'it is some other program of that name';
  } catch (error) {
    return messageOf(error);
  }
}

/** One process downloads or builds; the others wait for it and take what it made. */
async function getUnderLock(
  options: FindBinaryOptions,
  target: string,
  tried: string[]
): Promise<TemporalBinary['source'] | undefined> {
  const { signal, onProgress = () => undefined } = options;
  const onWait = (pid: number, waitedMs: number): void => {
    if (Math.round(waitedMs / 1000) % 5 === 0)
      onProgress(`waiting for process ${pid}, which is getting the Temporal CLI`);
  };
  return withFileLock(join(dirname(target), '.lock'), { onWait, signal }, async () => {
    if (await isExecutable(target)) return 'cache';
    try {
      await downloadCli({
        version: TEMPORAL_CLI_VERSION,
        target,
        onProgress,
        signal,
        baseUrl: options.downloadBaseUrl,
      });
      return 'download';
    } catch (error) {
      signal?.throwIfAborted();
      tried.push(`the download: ${messageOf(error)}`);
      onProgress(`the download failed (${messageOf(error)})`);
    }
    return (await goBuild(options, target, tried)) ? 'go' : undefined;
  });
}

async function goBuild(options: FindBinaryOptions, target: string, tried: string[]): Promise<boolean> {
  const { env, signal, onProgress = () => undefined } = options;
  const go = await findProgram('go', env);
  if (go === undefined) {
    tried.push(`\`go install ${CLI_MODULE}\`: no \`go\` on PATH`);
    return false;
  }
  try {
    const title = 'building the Temporal dev server with Go (once, about 6 min on 2 cores)';
    await goInstall({ go, module: CLI_MODULE, target, env, onProgress, signal, title });
    return true;
  } catch (error) {
    signal?.throwIfAborted();
    tried.push(messageOf(error));
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
