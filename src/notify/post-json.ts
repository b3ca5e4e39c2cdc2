import { isIP } from 'node:net';
import { ConfigurationError, NotificationError } from '../terms/errors.ts';
import { request } from '../http/request.ts';
import { retryAfterMs, shortText } from '../http/answer.ts';
import { isPublicAddress, notPublic, publicLookup } from './safe-address.ts';

export interface PostTarget {
  url: URL;
  headers?: Readonly<Record<string, string>>;
  /** Internal hosts that may be called: `alertmanager`, `alertmanager:9093`, `10.0.0.7`. @default none */
  allowHosts?: readonly string[];
}

/**
 * Posts JSON. It does not follow redirects: they could lead to a host that was never allowed. It refuses private
 * addresses by checking the address that is actually connected to, so a name that changes its address is caught.
 *
 * @throws NotificationError on any answer but 2xx, and when there is none
 */
export async function postJson(
  target: PostTarget,
  body: string,
  { signal, headers }: { signal: AbortSignal; headers?: Record<string, string> }
): Promise<void> {
  const { url, allowHosts = [] } = target;
  const isAllowed = allowHosts.some((host) => host === url.host || host === url.hostname);
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  // A literal address is never looked up, so the check on the lookup would not see it.
  if (!isAllowed && isIP(literal) !== 0 && !isPublicAddress(literal)) throw noAnswer(url, notPublic(literal, literal));
  const {
    status,
    text,
    headers: answered,
  } = await request({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...target.headers, ...headers },
    body,
    signal,
    timeoutMs: longestCallMs,
    maxBytes: maxAnswer,
    longer: 'cut',
    ...(isAllowed ? {} : { lookup: publicLookup }),
  }).catch((cause: unknown) => {
    throw noAnswer(url, cause);
  });
  if (status >= 200 && status < 300) return;
  const said = shortText(text);
  throw new NotificationError(`Expected ${url.host} to answer 2xx, got ${status}${said ? `: ${said}` : ''}`, {
    retryAfterMs: retryAfterMs(answered['retry-after'], Date.now()),
  });
}

/** @throws ConfigurationError when it is not an http(s) URL, or has a password, which would end up in logs */
export function webhookUrl(given: string): URL {
  if (!URL.canParse(given))
    // The path of such a URL is the secret, and in a text that is not a URL nobody knows where it begins.
    throw new ConfigurationError(
      `Expected the URL of a notifier, such as https://example.com/hook, got a text of ${given.length} characters that is not a URL; is \`https://\` missing?`
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

/** Only the beginning of an answer is read: it is for people, and an endless one must not fill the memory. */
const maxAnswer = 4_096;
/** Callers give up sooner. */
const longestCallMs = 60_000;

function noAnswer({ host }: URL, cause: unknown): NotificationError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new NotificationError(`No answer from ${host}: ${why}`, { cause });
}
