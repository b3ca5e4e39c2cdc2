import { keyTwiceWithin, twiceText } from '../../rows/key-twice.ts';
import { Refusal } from '../problem/refusal.ts';

/**
 * The bytes of a body as they arrive, unpacked, and no more of them than allowed.
 *
 * @throws Refusal when there are more, or it is packed in a way that is not known
 */
export async function* boundedBody(
  request: Request,
  maxBytes: number,
  unpack: (request: Request) => ReadableStream<Uint8Array> = unpacked
): AsyncGenerator<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  checkCharset(request);
  if (!request.body) return;
  let bytes = 0;
  try {
    for await (const chunk of unpack(request) as unknown as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('malformed', `The body could not be read to its end: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/**
 * The same bytes, from the time on when it is known whether they are few.
 *
 * @param tell is told before the first of them, or where there are none
 */
export async function* sized(
  body: AsyncIterable<Uint8Array>,
  fewBytes: number,
  tell: (areFew: boolean) => void
): AsyncGenerator<Uint8Array> {
  const held: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    if (bytes > fewBytes) {
      yield chunk;
      continue;
    }
    held.push(chunk);
    bytes += chunk.byteLength;
    if (bytes <= fewBytes) continue;
    tell(false);
    yield* held.splice(0);
  }
  if (bytes > fewBytes) return;
  tell(true);
  yield* held;
}

/** The whole of it as it is, packed or not. */
export async function boundedBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const asItIs = ({ body }: Request): ReadableStream<Uint8Array> => body as ReadableStream<Uint8Array>;
  for await (const chunk of boundedBody(request, maxBytes, asItIs)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * The whole of it as text.
 *
 * @throws Refusal when it is no UTF-8: a comment with holes in it would stay in a ledger
 */
export async function boundedText(
  request: Request,
  maxBytes: number,
  body: AsyncIterable<Uint8Array> = boundedBody(request, maxBytes)
): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new Refusal('malformed', 'Expected the body to be UTF-8, found bytes that are none', { cause });
  }
}

/**
 * The whole of it as JSON; `undefined` where there is none.
 *
 * @throws Refusal when it is no JSON, or an object in it has a key twice
 */
export async function boundedJson(
  request: Request,
  maxBytes: number,
  body?: AsyncIterable<Uint8Array>
): Promise<unknown> {
  const text = await boundedText(request, maxBytes, body);
  if (text.trim() === '') return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new Refusal('malformed', `Expected the body to be JSON, found: ${(error as Error).message}`);
  }
  const twice = keyTwiceWithin(text, parsed);
  if (twice !== undefined) throw new Refusal('malformed', twiceText(twice));
  return parsed;
}

// --- internal ---

function unpacked(request: Request): ReadableStream<Uint8Array> {
  const body = request.body as ReadableStream<Uint8Array>;
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return body;
  if (encoding === 'gzip' || encoding === 'deflate') return body.pipeThrough(new DecompressionStream(encoding));
  throw new Refusal(
    'unknown-format',
    `Expected \`Content-Encoding\` to be gzip or deflate, or absent, got \`${encoding.slice(0, 40)}\``
  );
}

/** @throws Refusal when the body says that it is written in anything but UTF-8 */
function checkCharset({ headers }: Request): void {
  const [, charset = 'utf-8'] = /;\s*charset="?([^";\s]*)/i.exec(headers.get('content-type') ?? '') ?? [];
  if (/^(?:utf-?8|us-ascii)$/i.test(charset)) return;
  throw new Refusal('unknown-format', `Expected the body to be in UTF-8, got \`charset=${charset.slice(0, 40)}\``);
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal('too-large', `Expected a body of at most ${maxBytes} bytes, got more; send it in parts`);
}
