import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { executableName } from './cache-dir.ts';
import { installBinary } from './install-binary.ts';
import { runCommand } from '../run-command.ts';
import { shownAddress } from '../../terms/shown-address.ts';

export interface DownloadCliOptions {
  version: string;
  target: string;
  onProgress: (line: string) => void;
  signal?: AbortSignal;
  /** Base URL of the archives. @default `https://temporal.download/cli/archive` (Temporal's own site) */
  baseUrl?: string;
  /** How long the site may take to answer. @default 5000, so that a machine without a network moves on */
  answerTimeoutMs?: number;
}

/** Fetches the official Temporal CLI archive of one version and puts the program at `target`. */
export async function downloadCli(options: DownloadCliOptions): Promise<void> {
  const { version, target, onProgress } = options;
  const url = archiveUrl(options.baseUrl ?? 'https://temporal.download/cli/archive', version);
  const abort = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, abort.signal]) : abort.signal;
  let watchdog = stopAfter(abort, options.answerTimeoutMs ?? 5000, `no answer from ${url.host}`);
  try {
    onProgress(`downloading the Temporal CLI ${version} from ${url.host}`);
    const response = await fetch(url, { signal });
    if (!response.ok || response.body === null)
      throw new Error(`${shownAddress(url.href)} answered ${response.status}`);
    const body = response.body;
    await installBinary(target, async (folder) => {
      const archive = join(folder, 'archive');
      const source = Readable.fromWeb(body);
      source.on('data', () => {
        clearTimeout(watchdog);
        watchdog = stopAfter(abort, stallMs, `the download from ${url.host} stalled`);
      });
      await pipeline(source, createWriteStream(archive), { signal });
      clearTimeout(watchdog);
      await runCommand('tar', ['-xf', archive, '-C', folder], { signal, timeoutMs: 60_000 });
      return join(folder, executableName('temporal'));
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw reasonOf(error, abort.signal);
  } finally {
    clearTimeout(watchdog);
  }
}

// --- internal ---

const stallMs = 30_000;

function archiveUrl(baseUrl: string, version: string): URL {
  const url = new URL(`${baseUrl}/v${version}`);
  url.searchParams.set('platform', process.platform === 'win32' ? 'windows' : process.platform);
  url.searchParams.set('arch', process.arch === 'x64' ? 'amd64' : process.arch);
  return url;
}

function stopAfter(abort: AbortController, ms: number, why: string): NodeJS.Timeout {
  return setTimeout(() => abort.abort(new Error(why)), ms);
}

/** `fetch failed` is not helpful; the reason is in its cause, or in our own abort. */
function reasonOf(error: unknown, ours: AbortSignal): Error {
  if (ours.aborted) return ours.reason as Error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause : new Error(String(cause));
}
