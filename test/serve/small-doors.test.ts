import { connect } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createWorld, model, post, problemIn } from './world.ts';
import { noMonitors } from './no-monitors.ts';
import { startServer } from '../../src/serve/start-server.ts';

const path = `/v1/models/${model}/observations`;
const json = { 'content-type': 'application/json' };

describe('what is refused in words of its own', () => {
  it.each([
    [
      'an empty source',
      `${path}?source=&sequence=3`,
      post({ accuracy: 0.9 }),
      'to be 1 to 100 characters, got an empty text',
    ],
    [
      'a kill switch for a tenant without a name',
      '/v1/kill-switches/on',
      post({ scope: { tenant: '' } }),
      'to be 1 to 128 characters, got an empty text',
    ],
  ])('%s', async (_, asked, init, words) => {
    const { detail } = await problemIn(await createWorld().request(asked, init));
    expect(detail).toContain(words);
    expect(detail).not.toContain('Too small');
  });

  it('a number of a retrain that is none, once', async () => {
    const answer = await createWorld().request(`/v1/models/${model}/retrains/99999999999999999999`);
    expect((await problemIn(answer)).detail).toContain('found 1 fault');
  });

  it.each([
    ['a row', path, '{"accuracy":0.5,"accuracy":0.05}', 'accuracy'],
    ['a list of rows', path, '[{"accuracy":0.5},{"f1":0.5,"f1":0.05}]', 'f1'],
    ['a command', `/v1/models/${model}/approve`, '{"version":"1.0.0","version":"2.0.0"}', 'version'],
    ['a monitor', '/v1/models', `{"monitor":{"model":"${model}","cooldown":"1h","cooldown":"2h"}}`, 'cooldown'],
  ])('a field that stands twice in %s', async (_, asked, body, field) => {
    const world = createWorld();
    const answer = await world.request(asked, post(body, json));
    expect(answer.status).toBe(400);
    expect((await problemIn(answer)).detail).toContain(`Expected each field once, got \`${field}\` twice`);
    expect([world.batches, world.commands]).toEqual([[], []]);
  });

  it('takes the same field of two objects, and texts that look like one', async () => {
    const world = createWorld();
    const body = '[{"accuracy":0.5,"segment":"a\\":1,\\"a"},{"accuracy":0.6}]';
    expect((await world.request(path, post(body, json))).status).toBe(200);
  });
});

it('HEAD stands among what is allowed where it is answered', async () => {
  const { request } = createWorld();
  const allowed = async (asked: string): Promise<string | null> =>
    (await request(asked, { method: 'DELETE' })).headers.get('allow');
  expect(await allowed('/healthz')).toBe('GET, HEAD');
  expect((await request('/healthz', { method: 'HEAD' })).status).toBe(200);
  expect(await allowed(path)).toBe('POST');
});

it('says that it is well to who asks in HTTP/1.0 without a name, and nothing else', async () => {
  const server = await startServer({ client: noMonitors, port: 0, page: false });
  const answerTo = async (request: string): Promise<string> => {
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.end(`${request}\r\n\r\n`);
    return text(socket);
  };
  expect(await answerTo('GET /healthz HTTP/1.0')).toMatch(/^HTTP\/1\.[01] 200 /);
  expect(await answerTo('GET /v1/models HTTP/1.0')).toMatch(/^HTTP\/1\.[01] 400 /);
  expect(await answerTo('GET /healthz HTTP/1.1')).toMatch(/^HTTP\/1\.[01] 400 /);
  await server.stop();
});
