import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { RegistryError } from '../../../src/terms/errors.ts';
import { MlflowTransport, type MlflowConnection } from '../../../src/registry/mlflow/transport.ts';
import { expectRefusal } from '../../contracts/registry-requests.ts';

/** Every pause between two tries, in milliseconds; none of them takes any time here. */
const waits: number[] = [];
vi.mock(import('node:timers/promises'), async (original) => ({
  ...(await original()),
  setTimeout: ((ms: number) => Promise.resolve(void waits.push(ms))) as never,
}));

describe('MlflowTransport', () => {
  let server: Server | undefined;
  afterEach(() => {
    vi.useRealTimers();
    server?.closeAllConnections();
    server?.close();
  });

  async function serve(
    answer: (request: IncomingMessage, response: ServerResponse, count: number) => void
  ): Promise<string> {
    let count = 0;
    server = createServer((request, response) => answer(request, response, (count += 1)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const get = (options: MlflowConnection, once = false) =>
    new MlflowTransport(options).call({ method: 'GET', path: 'x/get', fields: { name: 'a b&c' }, reply, once });

  async function expectFailureForNow(call: Promise<unknown>, words: RegExp): Promise<void> {
    const error = await call.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RegistryError);
    expect((error as RegistryError).message).toMatch(words);
    expect((error as RegistryError).permanent).toBe(false);
  }

  it('a request carries its fields and credentials, below the path prefix of the server', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      seen.push([request.method, request.url, request.headers.authorization, request.headers['x-tenant']]);
      response.end('{"value":1}');
    });
    expect(await get({ url: `${url}/prefix/`, token: 's3cret', headers: { 'x-tenant': 't' } })).toEqual({ value: 1 });
    await get({ url, username: 'u', password: 'p' });
    await get({ url });
    const path = '/api/2.0/mlflow/x/get?name=a+b%26c';
    expect(seen).toEqual([
      ['GET', `/prefix${path}`, 'Bearer s3cret', 't'],
      ['GET', path, 'Basic dTpw', undefined],
      ['GET', path, undefined, undefined],
    ]);
  });

  it('a request that may be repeated survives 500, 429, HTML and a lost connection', async () => {
    const url = await serve((_request, response, count) => {
      if (count === 1) response.writeHead(500).end('<html>oops</html>');
      else if (count === 2) response.writeHead(429, { 'retry-after': '0.2' }).end('{"message":"slow down"}');
      else if (count === 3) response.end('<!doctype html><title>Maintenance</title>');
      else if (count === 4) response.destroy();
      else response.end('{"value":5}');
    });
    expect(await get({ url, attempts: 5, pauseMs: 1 })).toEqual({ value: 5 });
  });

  it('two writers that collide in the database of the server may simply try again', async () => {
    const collision =
      '(sqlite3.IntegrityError) UNIQUE constraint failed: model_version_tags.key (Background on this error at: https://sqlalche.me/e/20/gkpj)';
    const url = await serve((_request, response, count) => {
      if (count % 2) response.writeHead(400).end(JSON.stringify({ error_code: 'BAD_REQUEST', message: collision }));
      else response.end('{"value":2}');
    });
    expect(await get({ url, pauseMs: 1 })).toEqual({ value: 2 });
    await expectFailureForNow(get({ url, attempts: 1 }), /the server's database refused for now: .*UNIQUE constraint/);
  });

  it('a bad request that is no collision is refused for good', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(400).end('{"error_code":"BAD_REQUEST","message":"Invalid name"}')
    );
    await expectRefusal(get({ url }), /HTTP 400 BAD_REQUEST, Invalid name/);
  });

  it('a server that says when to come back is asked no sooner, in seconds or as a date', async () => {
    const now = Date.UTC(2026, 0, 1, 12);
    vi.useFakeTimers({ toFake: ['Date'], now });
    for (const after of ['2', new Date(now + 2_000).toUTCString()]) {
      waits.length = 0;
      const url = await serve((_request, response, count) => {
        if (count === 1) response.writeHead(429, { 'retry-after': after }).end('{}');
        else response.end('{"value":1}');
      });
      await get({ url, pauseMs: 1 });
      expect(waits).toHaveLength(1);
      expect(waits[0]).toBeGreaterThanOrEqual(2_000);
      expect(waits[0]).toBeLessThanOrEqual(3_000);
      server?.close();
    }
  });

  it('a request that must not be repeated is sent once', async () => {
    let requests = 0;
    const url = await serve((_request, response) => {
      requests += 1;
      response.writeHead(500).end('{"message":"database is locked"}');
    });
    await expectFailureForNow(get({ url }, true), /`x\/get`: HTTP 500, database is locked/);
    expect(requests).toBe(1);
  });

  it('a reply that does not come, or not to its end, fails for now within the time given', async () => {
    const url = await serve((request, response) => {
      if (request.url?.startsWith('/half')) response.write('{"value":');
    });
    await expectFailureForNow(
      get({ url, timeoutMs: 200, attempts: 2, pauseMs: 1 }),
      /no complete answer within 200 ms/
    );
    await expectFailureForNow(
      get({ url: `${url}/half`, timeoutMs: 200, attempts: 1 }),
      /no complete answer within 200 ms/
    );
  });

  it('a server that is not there fails for now and says where it was looked for', async () => {
    await expectFailureForNow(
      get({ url: 'http://127.0.0.1:9', attempts: 1 }),
      /`http:\/\/127\.0\.0\.1:9`.*running and reachable/
    );
  });

  it('HTML, other JSON and deep nonsense are no replies', async () => {
    const bodies = [
      '<html>login</html>',
      '',
      '[]',
      'null',
      '{"value":"1"}',
      '{"__proto__":{"value":1}}',
      '['.repeat(50_000),
    ];
    const url = await serve((_request, response, count) => response.end(bodies[count - 1]));
    for (const body of bodies)
      await expectFailureForNow(get({ url, attempts: 1 }), /expected JSON, got|unexpected reply|field/).catch((error) =>
        expect.fail(`${body.slice(0, 40)}: ${String(error)}`)
      );
  });

  it('a redirect is not followed, so that credentials go nowhere else', async () => {
    let elsewhere = 0;
    const url = await serve((request, response) => {
      if (request.url?.startsWith('/elsewhere')) elsewhere += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    await expectRefusal(get({ url, token: 's3cret' }), /HTTP 302 to \/elsewhere/);
    expect(elsewhere).toBe(0);
  });

  it('a refused login is permanent and never shows the secret', async () => {
    const url = await serve((_request, response) => response.writeHead(401).end('{"message":"who are you"}'));
    const error = await get({ url, token: 's3cret' }).catch((reason: unknown) => reason as RegistryError);
    expect(error).toMatchObject({ permanent: true });
    expect((error as RegistryError).message).toMatch(/HTTP 401, who are you; check the token/);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('s3cret');
  });

  it('an address that cannot be one is refused at once, without showing a password in it', async () => {
    for (const url of ['', 'mlflow', 'ftp://x', 'file:///x', 'http://x?y=1'])
      expect(() => new MlflowTransport({ url }), url).toThrow(/Expected the url of the MLflow server/);
    expect(() => new MlflowTransport({ url: 'https://me:hunter2@x' })).toThrow(/\*\*\*@x/);
    expect(() => new MlflowTransport({ url: 'https://me:hunter2@x' })).not.toThrow(/hunter2/);
  });
});

// --- internal ---

const reply = z.object({ value: z.number() });
