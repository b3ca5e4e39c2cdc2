import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { expect, inject, it } from 'vitest';
import { findTemporalServer } from '../../src/server/find-server.ts';
import { freePort } from '../../src/server/free-port.ts';

it('the server that TEMPORAL_ADDRESS names is used and left alone', async () => {
  const address = inject('address');
  const server = await findTemporalServer({ env: { TEMPORAL_ADDRESS: address, TEMPORAL_CLI: '/nowhere' } });
  await server.stop();
  const client = await Connection.connect(server.connectionOptions);
  const worker = await NativeConnection.connect(server.connectionOptions);
  await Promise.all([client.close(), worker.close()]);

  expect(server).toMatchObject({ address, namespace: 'default', source: 'configured', uiUrl: undefined });
});

it('the server of a profile is used', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'profile-'));
  const file = join(folder, 'temporal.toml');
  await writeFile(file, `[profile.team]\naddress = "${inject('address')}"\nnamespace = "default"\n`);
  const server = await findTemporalServer({ env: { TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'team' } });
  await rm(folder, { recursive: true, force: true });

  expect(server).toMatchObject({ address: inject('address'), source: 'configured' });
});

it('a namespace that the server does not know is refused with the command that creates it', async () => {
  const env = { TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: 'nobody-made-me' };

  await expect(findTemporalServer({ env })).rejects.toThrow(
    /has no namespace `nobody-made-me`: create it with `temporal operator namespace create --namespace nobody-made-me`/
  );
});

it('an address where nothing answers is refused within seconds, and no dev server is started instead', async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const env = { TEMPORAL_ADDRESS: address, TEMPORAL_CLI: inject('temporalBinary') };

  const failure = findTemporalServer({ env });
  await expect(failure).rejects.toThrow(`No Temporal server answers at ${address} (nothing listens there); start it`);
  await expect(failure).rejects.toThrow(/unset TEMPORAL_ADDRESS, .* to have a dev server started$/);
  await expect(failure).rejects.not.toThrow('temporal-retrain dev');
});

it('who starts no dev server is told how to start one', async () => {
  const env = { TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}` };

  await expect(findTemporalServer({ env, dev: false })).rejects.toThrow('start one here with `temporal-retrain dev`');
});

it('an address behind which no server speaks Temporal is refused in the same words', async () => {
  const deaf = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(deaf, 'listening');
  const env = { TEMPORAL_ADDRESS: `127.0.0.1:${(deaf.address() as AddressInfo).port}` };

  await expect(findTemporalServer({ env })).rejects.toThrow(/No Temporal server answers .* to have a dev server/);
  await expect(findTemporalServer({ env, dev: false })).rejects.toThrow('start one here with `temporal-retrain dev`');
  deaf.close();
});

it('without an address a dev server is started, told about, and stopped', async () => {
  const lines: string[] = [];
  const server = await findTemporalServer({
    env: { TEMPORAL_CLI: inject('temporalBinary'), TEMPORAL_NAMESPACE: 'mine', HOME: '/nonexistent' },
    onProgress: (line) => lines.push(line),
    dev: { uiPort: false },
  });
  const connection = await Connection.connect(server.connectionOptions);
  const described = await connection.workflowService.describeNamespace({ namespace: 'mine' });
  await connection.close();
  await server.stop();

  expect(server.source).toBe('dev-server');
  expect(described.namespaceInfo?.name).toBe('mine');
  expect(lines).toEqual([
    `starting a Temporal dev server with ${inject('temporalBinary')}`,
    `the Temporal dev server answers at ${server.address}`,
  ]);
  await expect(Connection.connect({ ...server.connectionOptions, connectTimeout: 500 })).rejects.toThrow();
});

it('without an address and without leave to start one the settings to make are named', async () => {
  await expect(findTemporalServer({ env: { HOME: '/nonexistent' }, dev: false })).rejects.toThrow(
    /set TEMPORAL_ADDRESS/
  );
});

it.each([
  [
    { TEMPORAL_PROFILE: 'missing', TEMPORAL_CONFIG_FILE: '/nonexistent' },
    /Profile 'missing' not found.*check TEMPORAL_CONFIG_FILE and TEMPORAL_PROFILE/,
  ],
  [
    { TEMPORAL_API_KEY: 'secret-key', HOME: '/nonexistent' },
    /Expected TEMPORAL_ADDRESS to be set along with TEMPORAL_API_KEY/,
  ],
])('settings that contradict each other are refused: %o', async (env, message) => {
  await expect(findTemporalServer({ env })).rejects.toThrow(message);
});
