import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noMonitors } from './no-monitors.ts';
import { startServer } from '../../src/serve/start-server.ts';
import type { ProblemBody } from './world.ts';
import type { RunningServer } from '../../src/serve/server-options.ts';

describe('what comes over a bare connection', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({ client: noMonitors, port: 0, page: false });
  });
  afterAll(() => server.stop());

  /** Status and body of the answer to bytes that a client of HTTP would not send. */
  function answerTo(bytes: string): Promise<{ status: number; type: string; problem: ProblemBody }> {
    return new Promise((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes));
      let text = '';
      socket.on('error', reject);
      socket.on('data', (data) => {
        text += data.toString();
        const [head = '', body = ''] = text.split('\r\n\r\n', 2);
        const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? Number.NaN);
        if (!(Buffer.byteLength(body) >= length)) return;
        socket.destroy();
        const status = Number(head.split(' ')[1]);
        const type = /^content-type: (.*)$/im.exec(head)?.[1] ?? '';
        resolve({ status, type: type.trim(), problem: JSON.parse(body) as ProblemBody });
      });
    });
  }

  const host = 'Host: 127.0.0.1\r\n';
  it.each([
    ['is no HTTP', 'hello\r\n\r\n', 400, 'cannot be read as HTTP'],
    ['names no host', 'GET /v1/models HTTP/1.1\r\n\r\n', 400, 'Missing host header'],
    ['names no host, as old clients do', 'GET /v1/models HTTP/1.0\r\n\r\n', 400, 'Missing host header'],
    ['names a host that is none', 'GET /v1/models HTTP/1.1\r\nHost: a b\r\n\r\n', 400, 'its name in `Host`'],
    ['names no path', `OPTIONS * HTTP/1.1\r\n${host}\r\n`, 400, 'send a path of this server'],
    [
      'has headers without end',
      `GET / HTTP/1.1\r\n${host}X: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      '16384 bytes at most',
    ],
    ['has an address without end', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n`, 431, '16384 bytes at most'],
    [
      'has two lengths',
      `POST /v1/models HTTP/1.1\r\n${host}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
      400,
      'HTTP',
    ],
    ['has half a length', `POST /v1/models HTTP/1.1\r\n${host}Content-Length: -5\r\n\r\n`, 400, 'HTTP'],
    [
      'expects something',
      `POST /v1/models HTTP/1.1\r\n${host}Expect: wonders\r\nContent-Length: 2\r\n\r\n{}`,
      400,
      'wonders',
    ],
    ['takes it for a proxy', `CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n`, 405, 'is no proxy'],
  ])('is answered in words where it %s', async (_, bytes, status, words) => {
    const answer = await answerTo(bytes);
    expect(answer).toMatchObject({ status, type: 'application/problem+json', problem: { status } });
    expect(answer.problem.detail).toContain(words);
    expect(answer.problem.title).not.toBe('');
  });

  it('still gets an answer after all of that', async () => {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });
});
