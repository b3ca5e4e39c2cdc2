import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, ServerUnavailableError } from '../../src/terms/errors.ts';
import { noServerAt, probeAddress, probeTls } from '../../src/server/probe-address.ts';

async function portThatListens<T>(work: (port: number) => Promise<T>, answer?: (socket: Socket) => void): Promise<T> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

describe('probeAddress', () => {
  it('passes an address where something listens', async () => {
    await expect(portThatListens((port) => probeAddress(`127.0.0.1:${port}`, {}))).resolves.toBeUndefined();
  });

  it('says at once that nothing listens', async () => {
    const port = await portThatListens((one) => Promise.resolve(one));
    const failure = probeAddress(`127.0.0.1:${port}`, {});
    await expect(failure).rejects.toThrow(ServerUnavailableError);
    await expect(failure).rejects.toThrow(
      /nothing listens there\); start it .*or start one here with `temporal-retrain dev`, without TEMPORAL_ADDRESS/
    );
  });

  it.each(['not a host', 'localhost:port', 'localhost:0', 'localhost:99999', '', 'http//x', '[::1'])(
    'calls %j no address',
    async (address) => {
      await expect(probeAddress(address, {})).rejects.toThrow(ConfigurationError);
      await expect(probeAddress(address, {})).rejects.toThrow(/host:port such as `localhost:7233`/);
    }
  );

  it('never shows what may be a secret in it', async () => {
    const failure = probeAddress('ada:hunter2@127.0.0.1:7233/?token=hunter2', {});
    await expect(failure).rejects.toThrow('got `***@127.0.0.1:7233/?***`');
    expect(noServerAt('dns://ada:hunter2@temporal/x', 'it is gone')).toContain('at dns://***@temporal/x (');
  });

  it.each(['dns:///temporal:7233', 'unix:/tmp/socket', 'ipv4:10.0.0.1:7233'])(
    'leaves %s to gRPC, which knows more kinds of address',
    async (address) => {
      await expect(probeAddress(address, {})).resolves.toBeUndefined();
    }
  );

  it('does not judge what goes through a proxy', async () => {
    await expect(probeAddress('temporal.invalid:7233', { https_proxy: 'http://proxy:3128' })).resolves.toBeUndefined();
  });
});

describe('probeTls', () => {
  const askedOf = (answer: Uint8Array): Promise<void> =>
    portThatListens(
      (port) => probeTls(`127.0.0.1:${port}`, { tls: true }, {}),
      (socket) => socket.on('error', () => undefined).once('data', () => socket.end(answer))
    );

  it('passes a server that speaks TLS, and refuses this handshake with an alert', async () => {
    // handshake_failure, protocol_version and internal_error, each fatal.
    for (const alert of [40, 70, 80])
      await expect(askedOf(Uint8Array.of(21, 3, 3, 0, 2, 2, alert))).resolves.toBeUndefined();
  });

  it('says of another protocol that it is no TLS', async () => {
    await expect(askedOf(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))).rejects.toThrow('no TLS');
  });
});
