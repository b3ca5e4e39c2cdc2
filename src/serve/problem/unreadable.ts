import { STATUS_CODES as statusNames, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemOf } from './problem-of.ts';
import { Refusal } from './refusal.ts';

/** Requests that are none that can be read never come to the app: they are answered in sentences too. */
export function tellUnreadable(server: Server, limits: { maxHeaderSize: number; requestTimeout: number }): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    end(socket, refusalOf(error, limits));
  });
  server.on('checkExpectation', ({ headers, socket }) => {
    const asked = (headers.expect ?? '').slice(0, 60);
    end(socket, new Refusal('malformed', `Expected \`Expect\` to be 100-continue, or absent, got \`${asked}\``));
  });
  server.on('connect', (_, socket: Duplex) => {
    end(socket, new Refusal('wrong-method', 'This server is no proxy: ask for a path of it with GET, POST or PUT'));
  });
}

/** Of a request that is well written, but whose host or target is none. */
export function unreadableAnswer(error: unknown): Response {
  const why = error instanceof Error ? error.message : String(error);
  const { status, ...problem } = problemOf(
    new Refusal('malformed', `The request cannot be read: ${why}; send a path of this server and its name in \`Host\``)
  );
  return new Response(JSON.stringify({ ...problem, status }), { status, headers: { 'content-type': mediaType } });
}

// --- internal ---

const mediaType = 'application/problem+json';

function refusalOf(
  { code = '', message }: NodeJS.ErrnoException,
  { maxHeaderSize, requestTimeout }: { maxHeaderSize: number; requestTimeout: number }
): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Refusal(
      'headers-too-large',
      `Expected the address and the headers to have ${maxHeaderSize} bytes at most, got more`
    );
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new Refusal('too-slow', `Expected the whole request within ${requestTimeout / 1_000} s, got a part of it`);
  return new Refusal('malformed', `The request cannot be read as HTTP: ${message}`);
}

function end(socket: Duplex, refusal: Refusal): void {
  const problem = problemOf(refusal);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${statusNames[problem.status] ?? ''}`,
    `content-type: ${mediaType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
