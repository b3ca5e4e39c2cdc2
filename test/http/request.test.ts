import { createServer, type RequestListener, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AnswerTooLongError, NoAnswerError, request, type HttpRequest } from '../../src/http/request.ts';

let server: Server | undefined;

async function serve(answer: RequestListener): Promise<URL> {
  const made = createServer(answer);
  server = made;
  await new Promise<void>((done) => made.listen(0, '127.0.0.1', done));
  return new URL(`http://127.0.0.1:${(made.address() as AddressInfo).port}/path?q=1`);
}

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((done) => (server ? server.close(done) : done(undefined)));
  server = undefined;
});

const call = (url: URL, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  url,
  timeoutMs: 10_000,
  maxBytes: 1_000,
  ...more,
});

describe('a request over HTTP', () => {
  it('sends its body with its length and gives status, headers and text back', async () => {
    const url = await serve((incoming, answer) => {
      let body = '';
      incoming.on('data', (chunk: Buffer) => (body += String(chunk)));
      incoming.on('end', () => {
        answer.writeHead(201, { 'x-seen': `${incoming.method} ${incoming.url} ${incoming.headers['content-length']}` });
        answer.end(`${body}!`);
      });
    });
    const { status, headers, text } = await request(call(url, { body: 'übrig', headers: { 'x-none': undefined } }));
    expect([status, headers['x-seen'], text]).toEqual([201, 'POST /path?q=1 6', 'übrig!']);
  });

  it('follows no redirect', async () => {
    const url = await serve((_, answer) => answer.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
    expect(await request(call(url))).toMatchObject({ status: 302, text: '' });
  });

  it('reads what a server compresses unasked', async () => {
    const url = await serve((_, answer) =>
      answer.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('plain'))
    );
    expect((await request(call(url))).text).toBe('plain');
  });

  it('refuses a longer answer than it may read, also one that grows when it is decompressed', async () => {
    const packed = gzipSync(Buffer.alloc(10_000_000));
    const url = await serve((_, answer) => answer.writeHead(200, { 'content-encoding': 'gzip' }).end(packed));
    await expect(request(call(url, { maxBytes: 100_000 }))).rejects.toThrow(AnswerTooLongError);
  });

  it('reads the beginning of an endless answer where that is enough', async () => {
    const url = await serve((_, answer) => {
      answer.writeHead(500);
      const more = (): void => {
        while (!answer.destroyed && answer.write('x'.repeat(10_000)));
      };
      answer.on('drain', more);
      more();
    });
    const { status, text } = await request(call(url, { longer: 'cut' }));
    expect([status, text]).toEqual([500, 'x'.repeat(1_000)]);
  });

  it('ends within its time, also in the middle of an answer', async () => {
    const url = await serve((_, answer) => void answer.writeHead(200).write('a'));
    await expect(request(call(url, { timeoutMs: 50 }))).rejects.toThrow(
      new NoAnswerError('no complete answer within 50 ms')
    );
  });

  it('ends with the reason of whoever aborts it', async () => {
    const abort = new AbortController();
    const url = await serve(() => abort.abort(new Error('enough')));
    await expect(request(call(url, { signal: abort.signal }))).rejects.toThrow('enough');
  });

  it('says why nobody answered', async () => {
    const url = await serve((incoming) => incoming.socket.destroy());
    await expect(request(call(url))).rejects.toThrow(new NoAnswerError('socket hang up'));
    await expect(request(call(new URL('http://127.0.0.1:1/')))).rejects.toThrow('ECONNREFUSED');
  });
});
