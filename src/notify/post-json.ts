import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { ConfigurationError, NotificationError } from '../terms/errors.ts';
import { isPublicAddress, notPublic, publicLookup } from './safe-address.ts';

export interface PostTarget {
  url: URL;
  headers?: Readonly<Record<string, string>>;
  /** Internal hosts that may be called: `alertmanager`, `alertmanager:9093`, `10.0.0.7`. @default none */
  allowHosts?: readonly string[];
}

/**
 * Posts JSON. Redirects are not followed: they could lead to a host that was never allowed. Private addresses are
 * refused on the address that is really connected to, so that a name which changes its address does not get through.
 *
 * @throws NotificationError on any answer but 2xx, and when there is none
 */
export async function postJson(
  target: PostTarget,
  body: string,
  { signal, headers }: { signal: AbortSignal; headers?: Record<string, string> }
): Promise<void> {
  const { url } = target;
  const { status, text } = await send(target, body, {
    method: 'POST',
    signal,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'temporal-retrain',
      ...target.headers,
      ...headers,
      'content-length': String(Buffer.byteLength(body)),
    },
  }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NotificationError(`No answer from ${url.host}: ${why}`, { cause });
  });
  if (status >= 200 && status < 300) return;
  const said = text.trim().replace(/\s+/g, ' ').slice(0, 200);
  throw new NotificationError(`Expected ${url.host} to answer 2xx, got ${status}${said ? `: ${said}` : ''}`);
}

/** @throws ConfigurationError when it is no http(s) URL, or carries a password, which would end up in logs */
export function webhookUrl(given: string): URL {
  if (!URL.canParse(given))
    // Of such a URL the path is the secret, and in a text that is none nobody can tell where it begins.
    throw new ConfigurationError(
      `Expected the URL of a notifier, such as https://example.com/hook, got a text of ${given.length} characters that is none; is \`https://\` missing?`
    );
  const url = new URL(given);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new ConfigurationError(`Expected the URL of a notifier to be http or https, got \`${url.protocol}\``);
  if (url.username !== '' || url.password !== '')
    throw new ConfigurationError(
      `Expected the URL of a notifier without user and password, got them for ${url.host}; use \`headers\``
    );
  return url;
}

// --- internal ---

/** Of an answer only the beginning is read: an endless one must not fill the memory. */
const maxAnswer = 4_096;

function send(
  { url, allowHosts = [] }: PostTarget,
  body: string,
  options: RequestOptions
): Promise<{ status: number; text: string }> {
  const isAllowed = allowHosts.some((host) => host === url.host || host === url.hostname);
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  // A literal address is never looked up, so the check on the lookup would not see it.
  if (!isAllowed && isIP(literal) !== 0 && !isPublicAddress(literal))
    return Promise.reject(notPublic(literal, literal));
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      { ...options, agent: false, ...(isAllowed ? {} : { lookup: publicLookup }) },
      (answer) => {
        let text = '';
        const done = (): void => resolve({ status: answer.statusCode ?? 0, text });
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          text += chunk;
          if (text.length < maxAnswer) return;
          done();
          answer.destroy();
        });
        answer.on('end', done);
        answer.on('error', reject);
      }
    );
    call.on('error', reject);
    call.end(body);
  });
}
