import { createServer } from 'node:http2';
import { createServer as createPlain, type AddressInfo, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { connectClient } from '../../src/client/connect.ts';

/** How often a server is called that answers the first call so, and every other one well. */
async function callsOf(details: string): Promise<{ calls: number; failed: boolean }> {
  let calls = 0;
  const server = createServer().on('stream', (stream) => {
    calls += 1;
    const status = calls === 1 ? { 'grpc-status': '8', 'grpc-message': encodeURI(details) } : { 'grpc-status': '0' };
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...status }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers(status));
    // One message without fields.
    stream.end(calls === 1 ? undefined : Buffer.alloc(5));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = await connectClient({ address, lazy: true, env: {} });
  const failed = await client.workflowService.getClusterInfo({}).then(
    () => false,
    () => true
  );
  await client.connection.close();
  server.close();
  return { calls, failed };
}

it('a call that the server has no room for is sent again, one that is too large for it is not', async () => {
  expect(await callsOf('namespace rate limit exceeded')).toEqual({ calls: 2, failed: false });
  const large = await callsOf('grpc: received message larger than max (5243000 vs. 4194304)');
  expect(large).toEqual({ calls: 1, failed: true });
});

it('a call that is to be sent again on a connection that was closed meanwhile fails, and ends no process', async () => {
  const server = createServer().on('stream', (stream) => {
    const status = { 'grpc-status': '14', 'grpc-message': 'busy' };
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...status }, { endStream: true });
    answered();
  });
  let answered = (): void => undefined;
  const first = new Promise<void>((resolve) => (answered = resolve));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = await connectClient({ address, lazy: true, env: {} });
  const failed = client.workflowService.getClusterInfo({}).catch((error: unknown) => error);
  await first;
  await client.connection.close();
  server.close();
  expect(await failed).toMatchObject({ code: 13, details: 'Channel has been shut down' });
});

it('the time to connect holds with TLS too, where a server says nothing', async () => {
  const sockets: Socket[] = [];
  const server = createPlain((socket) => void sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const failure = connectClient({ address, env: { TEMPORAL_TLS: 'true' }, connectTimeoutMs: 200 });
  await expect(failure).rejects.toThrow(/asked with TLS/);
  for (const socket of sockets) socket.destroy();
  server.close();
}, 4_000);
