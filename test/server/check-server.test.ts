import { once } from 'node:events';
import { createServer } from 'node:http2';
import { createServer as createPlain, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { checkServer } from '../../src/server/check-server.ts';
import { grpcCodes } from '../../src/server/grpc-status.ts';
import { ServerUnavailableError } from '../../src/terms/errors.ts';

/** Asks a gRPC server that answers with this status when it is asked for a namespace, and knows no other call. */
async function asked(status: number, message: string): Promise<unknown> {
  const server = createServer().on('stream', (stream, { ':path': path }) => {
    const isKnown = path?.endsWith('/DescribeNamespace');
    const answer = isKnown ? { 'grpc-status': String(status), 'grpc-message': message } : { 'grpc-status': '12' };
    stream.respond({ 'content-type': 'application/grpc', ...answer }, { endStream: true });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return checkServer({ address }, 'team-b')
    .catch((error: Error) => error)
    .finally(() => server.close());
}

describe('an address at which gRPC is spoken', () => {
  it('by no frontend of Temporal is that of no Temporal server', async () => {
    const failure = await asked(grpcCodes.unimplemented, 'unknown service WorkflowService');
    expect(failure).toBeInstanceOf(ServerUnavailableError);
    expect((failure as Error).message).toMatch(
      /^No Temporal server answers at 127\.0\.0\.1:\d+ \(unknown service WorkflowService\); start it or correct --address/
    );
  });

  it.each([
    [{ tls: true }, /\(asked with TLS: .*\); if it speaks no TLS, set TEMPORAL_TLS=false or unset TEMPORAL_TLS/],
    [{ apiKey: 'x' }, /\(asked with TLS: .*\); if it speaks no TLS/],
    [{}, /\(asked without TLS: .*\); if it expects TLS, set TEMPORAL_TLS=true; .*; else start it/],
  ])('or not, and is not understood, tells of TLS: %j', async (options, message) => {
    const server = createPlain((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const failure = checkServer({ address, ...options }, 'default', { connectTimeoutMs: 500 });
    await expect(failure).rejects.toThrow(message);
    server.close();
  });

  it.each([{ tls: true }, { apiKey: 'x' }])(
    'without TLS is known for it at once, by who asks with TLS: %j',
    async (how) => {
      const server = createServer().on('sessionError', () => undefined);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      // Without it the hour would be over before anybody says so.
      const patience = { connectTimeoutMs: 3_600_000 };
      await expect(checkServer({ address, ...how }, 'default', patience)).rejects.toThrow(
        /\(asked with TLS: what answers there is no TLS\); if it speaks no TLS, set TEMPORAL_TLS=false/
      );
      server.close();
    }
  );

  it('is refused without the namespace, with the command that makes one', async () => {
    const failure = await asked(grpcCodes.notFound, 'Namespace team-b is not found.');
    expect((failure as Error).message).toContain('has no namespace `team-b`: create it with');
  });

  it('passes where nobody may describe the namespace', async () => {
    expect(await asked(grpcCodes.permissionDenied, 'Request unauthorized.')).toBeUndefined();
  });
});
