import { once } from 'node:events';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { counted, createWorld, model, type World } from './world.ts';

const path = `/v1/models/${model}/observations`;
const ndjson = { 'content-type': 'application/x-ndjson' };
const rows = (count: number): string => '{"accuracy":0.9}\n'.repeat(count);

async function told(world: World): Promise<number> {
  const text = await (await world.request('/metrics')).text();
  return Number(/^temporal_retrain_observations_taken_total (\d+)$/m.exec(text)?.[1]);
}

describe('while a body arrives', () => {
  it('what is taken of it is counted, and nothing more is taken once its sender has left', async () => {
    const world = createWorld();
    const leaving = new AbortController();
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const bytes = (count: number): Uint8Array => new TextEncoder().encode(rows(count));
    const init = { method: 'POST', body: readable, headers: ndjson, duplex: 'half' as const, signal: leaving.signal };
    const answer = world.request(path, init);
    await writer.write(bytes(100));
    expect(
      await eventually(
        () => told(world),
        (count) => count > 0
      )
    ).toBe(100);
    leaving.abort();
    await writer.write(bytes(50));
    expect(await (await answer).json()).toMatchObject({
      status: 400,
      detail: 'The sender left before all of its rows were taken',
      taken: 100,
      delivered: false,
    });
    expect(await told(world)).toBe(100);
    expect(world.notes).toEqual([
      `The sender of observations for \`${model}\` left before the end of its body: 100 were taken and are kept, 0 rows were refused; sent again under the same \`Idempotency-Key\`, or \`source\` and \`sequence\`, they count once`,
    ]);
  });

  it('a sender whose connection breaks off is told of, and its body counts once when it comes again', async () => {
    const world = createWorld();
    const server = createAdaptorServer({ fetch: world.app.fetch }) as Server;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const query = '?source=nightly&sequence=1';
    const sender = request({ port, host: '127.0.0.1', path: `${path}${query}`, method: 'POST', headers: ndjson });
    const broken = once(sender, 'error');
    sender.write(rows(300));
    expect(
      await eventually(
        () => told(world),
        (count) => count > 0
      )
    ).toBe(300);
    sender.destroy(new Error('pulled the plug'));
    await broken;
    await eventually(
      () => Promise.resolve(world.notes),
      (notes) => notes.length === 1
    );
    expect(world.notes[0]).toContain('300 were taken and are kept');
    server.close();
    const again = await world.request(`${path}${query}`, { method: 'POST', body: rows(500), headers: ndjson });
    expect(await again.json()).toMatchObject({ taken: 500, delivered: true });
    expect(counted(world)).toBe(500);
  });
});

it('a command whose sender has left is known as such to whoever would send it to the monitor', async () => {
  const world = createWorld({ hangs: true });
  const server = createAdaptorServer({ fetch: world.app.fetch }) as Server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sender = request({ port, host: '127.0.0.1', path: `/v1/models/${model}/pause`, method: 'POST' });
  const broken = once(sender, 'error');
  sender.end();
  const asked = (): Promise<boolean[]> => Promise.resolve(world.askers.map(({ aborted }) => aborted));
  expect(await eventually(asked, (askers) => askers.length === 1)).toEqual([false]);
  sender.destroy(new Error('gave up'));
  await broken;
  expect(await eventually(asked, ([aborted]) => aborted === true)).toEqual([true]);
  server.close();
});
