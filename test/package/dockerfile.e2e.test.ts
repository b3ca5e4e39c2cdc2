import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runCommand } from '../../src/server/run-command.ts';
import { startDevServer, type DevServer } from '../../src/server/start-dev-server.ts';
import { leaveOut } from '../support/left-out.ts';
import { buildInFolders, parseDockerfile, type Image } from './dockerfile.ts';

interface Manifest {
  readonly dependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
  readonly peerDependenciesMeta: Record<string, { readonly optional?: boolean }>;
}

const leftOut = leaveOut({
  what: 'the steps of the Dockerfile, carried out in a folder (a second installation and build, about a minute)',
  unless: Boolean(process.env.CI ?? process.env.RETRAIN_IMAGE_TESTS),
  command: 'RETRAIN_IMAGE_TESTS=1 npx vitest run test/package/dockerfile.e2e.test.ts',
});

const context = fileURLToPath(new URL('../../', import.meta.url));

it('the instructions of a Dockerfile are read with their continuations, without its comments', () => {
  const text = '# syntax\nFROM a AS b\nRUN one \\\n    # why\n    && two\n\nCMD ["x"]\n';
  expect(parseDockerfile(text)).toEqual([
    { instruction: 'FROM', text: 'a AS b' },
    { instruction: 'RUN', text: 'one && two' },
    { instruction: 'CMD', text: '["x"]' },
  ]);
});

describe.skipIf(leftOut)('what the Dockerfile builds', () => {
  let folder = '';
  let image: Image;
  let server: DevServer | undefined;
  let worker: ChildProcess | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'image-'));
    image = await buildInFolders(context, folder);
    // Of its own: a worker of another test on the same task queue would pass the health check in its place.
    server = await startDevServer({ binary: inject('temporalBinary'), uiPort: false });
  }, 900_000);

  afterAll(async () => {
    worker?.kill('SIGKILL');
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('holds every package that the program needs at run time, and no tool of the tests', async () => {
    const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
      await readFile(join(context, 'package.json'), 'utf8')
    ) as Manifest;
    const needed = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
    expect(needed).toContain('@temporalio/worker');
    for (const name of [...Object.keys(dependencies), ...needed])
      await access(join(image.root, 'app/node_modules', name, 'package.json'));
    for (const tool of ['vitest', 'typescript', 'prettier', 'oxlint', 'tsx'])
      await expect(access(join(image.root, 'app/node_modules', tool, 'package.json')), tool).rejects.toThrow('ENOENT');
    const releases = await readdir(join(image.root, 'app/node_modules/@temporalio/core-bridge/releases'));
    expect(releases).toHaveLength(1);
  });

  it('polls its task queue, as its own health check says, and ends well when it is told to', async () => {
    const env = { ...process.env, ...image.env, TEMPORAL_ADDRESS: server?.address, NODE_OPTIONS: '' };
    const [node, ...args] = image.command as [string, ...string[]];
    const [checkNode, ...check] = image.healthcheck as [string, ...string[]];
    expect([node, checkNode]).toEqual(['node', 'node']);
    worker = spawn(process.execPath, args, { cwd: image.workdir, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    for (const stream of [worker.stdout, worker.stderr])
      stream?.on('data', (text: Buffer) => (log = (log + text.toString()).slice(-8_000)));
    const ended = once(worker, 'exit');
    const health = (): Promise<string> =>
      runCommand(process.execPath, check, { env }).then(
        () => 'healthy',
        (error: Error) => `${error.message}\n${log}`
      );
    await expect.poll(health, { timeout: 120_000, interval: 1_000 }).toBe('healthy');
    worker.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(await readdir(image.workdir), 'the registry lies where a volume is mounted').not.toEqual([]);
  });
});
