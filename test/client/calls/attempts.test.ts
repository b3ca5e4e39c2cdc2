import { getEventListeners, once } from 'node:events';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cancelledBy } from '../../../src/client/calls/attempts.ts';
import { connectClient } from '../../../src/client/connect.ts';
import type { Client } from '@temporalio/client';

const grpc = { ':status': 200, 'content-type': 'application/grpc' };
let answer = (_stream: ServerHttp2Stream): void => undefined;
const server = createServer().on('stream', (stream) => answer(stream));
let client: Client;
const warnings: string[] = [];
const warned = ({ name }: Error): void => void warnings.push(name);

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = await connectClient({ address: `127.0.0.1:${(server.address() as AddressInfo).port}`, lazy: true, env: {} });
  process.on('warning', warned);
});
afterEach(() => void warnings.splice(0));
afterAll(async () => {
  process.off('warning', warned);
  await client.connection.close();
  server.close();
});

const well = (stream: ServerHttp2Stream): void => {
  stream.respond(grpc, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(Buffer.alloc(5));
};
const busily = (stream: ServerHttp2Stream): void =>
  stream.respond({ ...grpc, 'grpc-status': '14', 'grpc-message': 'busy' }, { endStream: true });
const ask = (): Promise<unknown> => client.workflowService.getClusterInfo({});

describe('calls that a signal may end', () => {
  it('leave no listener at it, however many they are, so that Node warns of no leak', async () => {
    answer = well;
    const { signal } = new AbortController();
    for (let round = 0; round < 2; round += 1)
      await cancelledBy(client, signal, async () => {
        for (let call = 0; call < 12; call += 1) await ask();
      });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['on its way', () => undefined, 1],
    ['on its way for the second time', (stream: ServerHttp2Stream, time: number) => time === 1 && busily(stream), 2],
    ['waiting to be made again', busily, 1],
  ])('end at once one that is %s', async (_, how, times) => {
    let time = 0;
    const leaving = new AbortController();
    const enough = new Promise<void>((resolve) => {
      answer = (stream) => {
        how(stream, (time += 1));
        // The client hears of it first.
        if (time === times) stream.session?.ping(() => resolve());
      };
    });
    const failed = cancelledBy(client, leaving.signal, ask).catch((error: unknown) => error);
    await enough;
    leaving.abort();
    expect(await failed).toMatchObject({ code: 1 });
    expect(time).toBe(times);
  });

  it('are not made at all where it was aborted before', async () => {
    answer = well;
    await expect(cancelledBy(client, AbortSignal.abort(), ask)).rejects.toThrow('aborted');
  });
});
