import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';

export interface HttpRequest {
  method: string;
  /** `http:` or `https:`. */
  url: URL;
  headers?: Readonly<Record<string, string | undefined>>;
  body?: string | Uint8Array | undefined;
  /** From the start to the end of the answer, in ms. */
  timeoutMs: number;
  signal?: AbortSignal;
  /** Bytes of an answer that are read. */
  maxBytes: number;
  /** What to do with a longer answer: throw an error, or keep its beginning. @default 'refuse' */
  longer?: 'refuse' | 'cut';
  /** Resolves host names, and may refuse addresses. @default the system's */
  lookup?: RequestOptions['lookup'];
}

export interface HttpAnswer {
  /** Any status: the caller decides what counts as success. Redirects are answers too, and never followed. */
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** There was no answer, or no complete one in time; the message says why. */
export class NoAnswerError extends Error {
  override readonly name: string = 'NoAnswerError';
}

/** The answer is longer than the caller accepts. */
export class AnswerTooLongError extends Error {
  override readonly name = 'AnswerTooLongError';
}

/**
 * One request over HTTP, the way everything here that calls a service does it: it ends within its time, reads no more
 * than it may, and never follows a redirect, which could carry credentials to a host that nobody allowed. Each has a
 * connection of its own, so that a kept one which the other side has closed meanwhile cannot fail a request that must
 * not be repeated.
 *
 * @throws NoAnswerError when the connection fails or the time is over
 * @throws AnswerTooLongError unless the answer is to be cut
 * @throws the reason of `signal` when it is aborted
 */
export async function request(call: HttpRequest): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(call.timeoutMs);
  const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
  try {
    signal.throwIfAborted();
    const answer = await send(call, signal);
    const text = await read(answer, call);
    return { status: answer.statusCode ?? 0, headers: answer.headers, text };
  } catch (cause) {
    call.signal?.throwIfAborted();
    if (cause instanceof AnswerTooLongError) throw cause;
    throw new NoAnswerError(reasonOf(cause, timeout.aborted ? call.timeoutMs : undefined), { cause });
  }
}

// --- internal ---

function send(call: HttpRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { method, url, body, lookup } = call;
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const given = Object.entries(call.headers ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const headers = { 'user-agent': 'temporal-retrain', ...Object.fromEntries(given), ...length };
  return new Promise((resolve, reject) => {
    const sent = start(url, { method, headers, signal, agent: false, ...(lookup ? { lookup } : {}) }, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
}

/** We do not ask for compression, but some servers compress everything. */
const decoders: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The bound is on what is kept in memory, after decoding. */
async function read(answer: IncomingMessage, { maxBytes, longer = 'refuse' }: HttpRequest): Promise<string> {
  const decoder = decoders[answer.headers['content-encoding']?.toLowerCase() ?? '']?.();
  const body: Readable = decoder ? answer.pipe(decoder) : answer;
  if (decoder) answer.once('error', (error) => decoder.destroy(error));
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.byteLength;
      if (bytes <= maxBytes) continue;
      if (longer === 'refuse') throw new AnswerTooLongError(`the answer is longer than ${maxBytes} bytes`);
      break;
    }
  } finally {
    // An answer that is not read to its end would keep its connection open.
    answer.destroy();
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, maxBytes));
}

function reasonOf(cause: unknown, timeoutMs: number | undefined): string {
  if (timeoutMs !== undefined) return `no complete answer within ${timeoutMs} ms`;
  if (!(cause instanceof Error)) return String(cause);
  // A name with several addresses fails once for each of them.
  const [inner = cause] = cause instanceof AggregateError ? (cause.errors as Error[]) : [cause];
  return inner.message || inner.name;
}
