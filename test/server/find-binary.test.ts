import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServerUnavailableError } from '../../src/terms/errors.ts';
import { cachedCliPath } from '../../src/server/cache-dir.ts';
import { TEMPORAL_CLI_VERSION } from '../../src/server/cli-version.ts';
import { findTemporalBinary } from '../../src/server/find-binary.ts';
import { runCommand } from '../../src/server/run-command.ts';

let folder: string;
let env: NodeJS.ProcessEnv;
let site: Server;
let siteUrl: string;
/** What the download site answers with; `undefined` is 404. */
let archive: Buffer | undefined;
let requests: string[];

const CLI = '#!/bin/sh\necho "temporal version 1.5.1 (Server 1.29.1)"\n';
/** A `go` that writes a program where the real one would. */
const GO = `#!/bin/sh\nprintf '%s' '${CLI}' > "$GOBIN/temporal"\necho "$@" >> "$GO_CALLS"\nsleep 0.3\n`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-binary-'));
  await mkdir(join(folder, 'bin'));
  env = {
    PATH: [join(folder, 'bin'), '/usr/bin', '/bin'].join(':'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    GO_CALLS: join(folder, 'go-calls'),
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

const find = (onProgress: (line: string) => void = () => undefined): ReturnType<typeof findTemporalBinary> =>
  findTemporalBinary({ env, downloadBaseUrl: siteUrl, onProgress });

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
    await program('temporal', CLI);
    env.TEMPORAL_CLI = await program('another', CLI);

    expect(await find()).toEqual({ path: join(folder, 'bin', 'another'), source: 'configured' });
  });

  it('`temporal` on PATH wins over the cache and no network is touched', async () => {
    const path = await program('temporal', CLI);

    expect(await find()).toEqual({ path, source: 'path' });
    expect(requests).toEqual([]);
  });

  it('a download is kept in the cache and found there the next time', async () => {
    await program('archived', CLI);
    await runCommand('cp', [join(folder, 'bin', 'archived'), join(folder, 'temporal')]);
    await runCommand('tar', ['-czf', join(folder, 'a.tgz'), '-C', folder, 'temporal']);
    archive = await readFile(join(folder, 'a.tgz'));
    const cached = cachedCliPath(env, TEMPORAL_CLI_VERSION);

    expect(await find()).toEqual({ path: cached, source: 'download' });
    expect(await find()).toEqual({ path: cached, source: 'cache' });
    expect(await runCommand(cached, ['--version'])).toContain('temporal version');
    expect(requests).toEqual([expect.stringMatching(/^\/archive\/v1\.5\.1\?platform=\w+&arch=\w+$/)]);
  });

  it('Go builds when the download fails, and leaves only the finished program', async () => {
    await program('go', GO);
    const lines: string[] = [];
    const found = await find((line) => lines.push(line));

    expect(found.source).toBe('go');
    expect(await readdir(join(found.path, '..'))).toEqual(['temporal']);
    expect(lines.join('\n')).toMatch(/downloading .*\n.*download failed.*404.*\nbuilding .* 0 s\nbuilt temporal in/);
  });
});

describe('what goes wrong', () => {
  it('a TEMPORAL_CLI that does not run is refused, nothing else is tried', async () => {
    await program('temporal', CLI);
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
      `go install github.com/temporalio/cli/cmd/temporal@v1.5.1\` failed (exit 1): no space left on device`,
      'Set TEMPORAL_ADDRESS to a running server, or install the Temporal CLI',
    ]) {
      expect(message).toContain(part);
    }
  });

  it('a site that accepts and never answers holds nobody for ten seconds', async () => {
    site.removeAllListeners('request');
    const since = Date.now();
    const message = await messageOf(find());
    site.closeAllConnections();

    expect(message).toMatch(/the download: no answer from 127\.0\.0\.1/);
    expect(message).toContain('no `go` on PATH');
    expect(Date.now() - since).toBeLessThan(10_000);
  });

  it('an aborted build leaves nothing behind and the next one succeeds', async () => {
    await program('go', '#!/bin/sh\nprintf half > "$GOBIN/temporal"\nexec sleep 30\n');
    const abort = new AbortController();
    const attempt = findTemporalBinary({
      env,
      downloadBaseUrl: siteUrl,
      signal: abort.signal,
      onProgress: (line) => line.startsWith('building') && setTimeout(() => abort.abort(new Error('Ctrl-C')), 200),
    });
    await expect(attempt).rejects.toThrow('Ctrl-C');
    const cached = cachedCliPath(env, TEMPORAL_CLI_VERSION);
    expect(await readdir(join(cached, '..'))).toEqual([]);

    await program('go', GO);
    expect(await find()).toEqual({ path: cached, source: 'go' });
  });

  it('half a program left by a killed build is never taken and is swept', async () => {
    const cached = cachedCliPath(env, TEMPORAL_CLI_VERSION);
    const left = join(cached, '..', '.making-killed');
    await mkdir(left, { recursive: true });
    await writeFile(join(left, 'temporal'), 'half', { mode: 0o755 });
    await writeFile(join(cached, '..', '.lock'), '2147483646');
    await program('go', GO);

    expect(await find()).toEqual({ path: cached, source: 'go' });
    expect(await readdir(join(cached, '..'))).toEqual(['temporal']);
  });
});

it('four callers at once build once', async () => {
  await program('go', GO);
  const found = await Promise.all([1, 2, 3, 4].map(() => find()));
  const calls = await readFile(env.GO_CALLS as string, 'utf8');

  expect(found.map(({ source }) => source).sort()).toEqual(['cache', 'cache', 'cache', 'go']);
  expect(calls.trim().split('\n')).toHaveLength(1);
});
