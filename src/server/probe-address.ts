import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ConfigurationError, ServerUnavailableError } from '../terms/errors.ts';
import { shownAddress } from '../terms/shown-address.ts';

/**
 * Finds out at once that nothing listens at an address: gRPC would try again and again until its time is over. Passes
 * what it cannot tell: addresses of other kinds, and those behind a proxy.
 *
 * @param next what to do about it
 * @throws ConfigurationError when it is no address
 * @throws ServerUnavailableError when nothing listens there
 */
export async function probeAddress(
  address: string,
  env: NodeJS.ProcessEnv,
  { timeoutMs = 5_000, next = startOne }: { timeoutMs?: number | undefined; next?: string | undefined } = {}
): Promise<void> {
  const place = placeOf(address);
  if (place === undefined || isBehindProxy(env)) return;
  const why = await failureOf(place, timeoutMs);
  if (why === undefined) return;
  throw new ServerUnavailableError(noServerAt(address, why, next));
}

/**
 * Finds out at once that a server speaks no TLS where it is asked with TLS: gRPC would try again until its time is
 * over. Passes what it cannot tell, a wrong certificate among it.
 *
 * @throws ServerUnavailableError when what answers there is no TLS
 */
export async function probeTls(
  address: string,
  options: Asked,
  env: NodeJS.ProcessEnv,
  { timeoutMs = 5_000, next }: { timeoutMs?: number | undefined; next?: string | undefined } = {}
): Promise<void> {
  const place = placeOf(address);
  if (!isWithTls(options) || place === undefined || isBehindProxy(env)) return;
  const why = await new Promise<string | undefined>((resolve) => {
    // Who it is, gRPC asks itself.
    const socket = connectTls({ ...place, timeout: timeoutMs, rejectUnauthorized: false, ALPNProtocols: ['h2'] });
    const end = (fault?: string): void => {
      socket.destroy();
      resolve(fault);
    };
    socket.once('secureConnect', () => end());
    socket.once('timeout', () => end());
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end(isNoTls(error) ? 'what answers there is no TLS' : undefined)
    );
  });
  if (why !== undefined) throw new ServerUnavailableError(notUnderstoodAt(address, options, why, next));
}

/** The sentence of an address where no server answers. */
export function noServerAt(address: string, why: string, next = startOne): string {
  return `No Temporal server answers at ${shownAddress(address)} (${why}); ${next}`;
}

/**
 * The same where something listens, which does not answer as a Temporal server: perhaps one side alone speaks TLS.
 *
 * @param options of the connection; an API key alone asks for TLS
 */
export function notUnderstoodAt(address: string, options: Asked, why: string, next = startOne): string {
  const isTls = isWithTls(options);
  const hint = isTls
    ? 'if it speaks no TLS, set TEMPORAL_TLS=false or unset TEMPORAL_TLS and TEMPORAL_API_KEY'
    : 'if it expects TLS, set TEMPORAL_TLS=true; if this is not the port of its gRPC, correct it';
  return noServerAt(address, `asked ${isTls ? 'with' : 'without'} TLS: ${why}`, `${hint}; else ${next}`);
}

/** What whoever would have started a server is to do, had no address been named. */
export const nameNone =
  'start it or correct its address; or name none (unset TEMPORAL_ADDRESS, leave out --address and that of the profile) to have a dev server started';

// --- internal ---

/** As much of a connection as says whether it is with TLS. */
interface Asked {
  tls?: unknown;
  apiKey?: unknown;
}

function isWithTls({ tls, apiKey }: Asked): boolean {
  return tls === undefined || tls === null ? apiKey !== undefined : tls !== false;
}

function isBehindProxy(env: NodeJS.ProcessEnv): boolean {
  return proxyVariables.some((name) => env[name] || env[name.toUpperCase()]);
}

/** What is read where the other side speaks plain HTTP/2, or another protocol. Any fault of TLS may be `EPROTO`. */
function isNoTls({ code = '', message }: NodeJS.ErrnoException): boolean {
  if (code === 'EPROTO') return /wrong version number|packet length too long/i.test(message);
  return code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG';
}

const startOne =
  'start it or correct --address or TEMPORAL_ADDRESS; or start one here with `temporal-retrain dev`, without TEMPORAL_ADDRESS';

const proxyVariables = ['grpc_proxy', 'https_proxy', 'http_proxy', 'all_proxy'];

const defaultPort = 7233;

/** Addresses that gRPC resolves in its own way. */
const otherKinds = /^(?:dns|unix|unix-abstract|ipv4|ipv6|vsock|xds):/;

function placeOf(address: string): { host: string; port: number } | undefined {
  if (otherKinds.test(address)) return undefined;
  const match = /^(\[[0-9a-f:.%]+\]|[A-Za-z0-9_](?:[A-Za-z0-9_.-]*))(?::(\d{1,5}))?$/i.exec(address);
  const port = Number(match?.[2] ?? defaultPort);
  if (!match || port < 1 || port > 65_535)
    throw new ConfigurationError(
      `Expected the address of the Temporal server to be host:port such as \`localhost:7233\`, got \`${shownAddress(address)}\`; correct --address or TEMPORAL_ADDRESS`
    );
  return { host: match[1]!.replaceAll(/[[\]]/g, ''), port };
}

function failureOf(place: { host: string; port: number }, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ ...place, timeout: timeoutMs });
    const end = (why?: string): void => {
      socket.destroy();
      resolve(why);
    };
    socket.once('connect', () => end());
    socket.once('timeout', () => end(`no connection within ${timeoutMs / 1_000} s`));
    socket.once('error', (error: NodeJS.ErrnoException) => end(wordsFor(error, place.host)));
  });
}

function wordsFor({ code = '', message }: NodeJS.ErrnoException, host: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `no machine is called ${host}`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'there is no way to that machine';
    default:
      return code || message;
  }
}
