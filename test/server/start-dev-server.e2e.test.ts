import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { describe, expect, inject, it } from 'vitest';
import { checkServer } from '../../src/server/check-server.ts';
import { freePorts } from '../../src/server/free-port.ts';
import { isAlive } from '../support/is-alive.ts';
import { searchAttributeNames } from '../../src/terms/search-attribute-names.ts';
import { ServerUnavailableError } from '../../src/terms/errors.ts';
import { startDevServer } from '../../src/server/start-dev-server.ts';
import { openConnection } from '../../src/client/connect.ts';

it('a dev server answers with its namespace, its search attributes and its settings, and is gone after stop', async () => {
  const server = await startDevServer({
    binary: inject('temporalBinary'),
    namespace: 'team-a',
    dynamicConfig: { 'limit.maxIDLength': 40 },
  });
  const connection = await openConnection({ address: server.address });
  const listed = await connection.operatorService.listSearchAttributes({ namespace: 'team-a' });
  const client = new Client({ connection, namespace: 'team-a' });
  const tooLong = client.workflow.start('any', { workflowId: 'x'.repeat(41), taskQueue: 'q' });
  await expect(tooLong).rejects.toThrow();
  const page = await fetch(server.uiUrl as string);
  await connection.close();
  await server.stop();
  await server.stop();

  expect(Object.keys(listed.customAttributes)).toEqual(expect.arrayContaining(Object.keys(searchAttributeNames)));
  expect(page.status).toBe(200);
  expect(isAlive(server.pid)).toBe(false);
});

it('a dev server with a file still knows its workflows after a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dev-server-file-'));
  const options = { binary: inject('temporalBinary'), dbFile: join(folder, 'temporal.db'), uiPort: false as const };
  const first = await startDevServer(options);
  const before = await openConnection({ address: first.address });
  await new Client({ connection: before }).workflow.start('any', { workflowId: 'kept', taskQueue: 'nobody' });
  await before.close();
  await first.stop();

  const second = await startDevServer(options);
  const after = await openConnection({ address: second.address });
  const found = await new Client({ connection: after }).workflow.getHandle('kept').describe();
  await after.close();
  await second.stop();
  await rm(folder, { recursive: true, force: true });

  expect(found.status.name).toBe('RUNNING');
  expect(second.uiUrl).toBeUndefined();
});

it('a port that is taken is reported before anything starts', async () => {
  const busyPort = Number(inject('address').split(':')[1]);
  const attempt = startDevServer({ binary: inject('temporalBinary'), port: busyPort, uiPort: false });

  await expect(attempt).rejects.toThrow(`Expected port ${busyPort} to be free for the dev server`);
});

it('a dev server that ends at once is reported with the last lines it printed', async () => {
  const dbFile = '/dev/null/no/such/folder.db';
  const attempt = startDevServer({ binary: inject('temporalBinary'), dbFile, uiPort: false });

  await expect(attempt).rejects.toThrow(ServerUnavailableError);
  await expect(attempt).rejects.toThrow(
    /did not start on 127\.0\.0\.1:\d+: it ended with exit code 1.*unable to open database file/s
  );
});

describe('a dev server that panics at its start', () => {
  /** As the server says it, in a line of any length before the panic. */
  const taken = `level=ERROR ${'x'.repeat(500)} error="listen tcp 127.0.0.1:40001: bind: address already in use"\npanic: nil pointer`;

  it('is started again at the same port where a port that it chose for itself was taken', async () => {
    const { binary, clean } = await panicking(1, taken);
    const [port] = await freePorts(1);
    const server = await startDevServer({ binary, port: port!, uiPort: false });
    expect(server.address).toBe(`127.0.0.1:${port}`);
    await server.stop();
    await clean();
  });

  it('is started again where it answers before a part of it says that its port was taken', async () => {
    const { binary, starts, clean } = await panicking(0, '');
    const says = `echo '${taken.split('\n')[0]} msg="Failed to start gRPC listener"' >&2`;
    await writeFile(
      `${binary}-once`,
      `#!/bin/sh\nif [ ! -e ${binary}-was ]; then touch ${binary}-was; ${says}; fi\nexec ${binary} "$@"\n`,
      {
        mode: 0o755,
      }
    );
    const server = await startDevServer({ binary: `${binary}-once`, uiPort: false });
    expect(await starts()).toBe(2);
    await server.stop();
    await clean();
  });

  it('is given up after the third time', async () => {
    const { binary, clean } = await panicking(3, taken);
    await expect(startDevServer({ binary, uiPort: false })).rejects.toThrow(/exit code 2.*panic: nil pointer$/s);
    await clean();
  });

  it('is reported with what it says, not with the end of its stack', async () => {
    const { binary, clean } = await panicking(1, 'panic: the disk is on fire');
    const attempt = startDevServer({ binary, uiPort: false });
    await expect(attempt).rejects.toThrow(/last lines:\nstarting\npanic: the disk is on fire$/);
    await clean();
  });
});

it('a program that is no server is reported, not waited for', async () => {
  await expect(startDevServer({ binary: '/nonexistent/temporal' })).rejects.toThrow(/could not be started.*ENOENT/);
});

it('an abort during the start stops the server that was starting', async () => {
  const abort = new AbortController();
  const attempt = startDevServer({ binary: inject('temporalBinary'), uiPort: false, signal: abort.signal });
  abort.abort(new Error('enough'));

  await expect(attempt).rejects.toThrow('enough');
});

it('an abort once it answers, of one that does not say where it listens, stops it at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dev-server-quiet-'));
  const binary = join(folder, 'temporal');
  await writeFile(binary, `#!/bin/sh\nexec ${inject('temporalBinary')} "$@" > /dev/null\n`, { mode: 0o755 });
  const [port] = await freePorts(1);
  const abort = new AbortController();
  const attempt = startDevServer({ binary, port: port!, uiPort: false, signal: abort.signal });
  const told = expect(attempt).rejects.toThrow('enough');
  await expect
    .poll(() => checkServer({ address: `127.0.0.1:${port}` }, 'default').catch((error: Error) => error), {
      timeout: 20_000,
    })
    .toBeUndefined();
  abort.abort(new Error('enough'));
  await told;
  await rm(folder, { recursive: true, force: true });
});

// --- internal ---

/** A server that panics so many times, as Go's programs do, before it starts. */
async function panicking(
  times: number,
  says: string
): Promise<{ binary: string; starts: () => Promise<number>; clean: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'dev-server-panics-'));
  const binary = join(folder, 'temporal');
  const stack = Array.from({ length: 30 }, (_, at) => `main.frame${at}()\n\t/home/go/main.go:${at} +0x1d`).join('\n');
  const lines = [
    '#!/bin/sh',
    `echo x >> ${folder}/starts`,
    `if [ $(wc -l < ${folder}/starts) -gt ${times} ]; then exec ${inject('temporalBinary')} "$@"; fi`,
    `cat >&2 <<'END'\nstarting\n${says}\n\ngoroutine 1 [running]:\n${stack}\nEND`,
    'exit 2',
  ];
  await writeFile(binary, `${lines.join('\n')}\n`, { mode: 0o755 });
  const starts = async (): Promise<number> => (await readFile(join(folder, 'starts'), 'utf8')).length / 2;
  return { binary, starts, clean: () => rm(folder, { recursive: true, force: true }) };
}
