import { once } from 'node:events';
import { userInfo } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import { isIP, type AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { ConfigurationError } from '../terms/errors.ts';
import { excerpt } from '../terms/visible-text.ts';
import { Access } from './access/access.ts';
import { loopbackNames } from './access/cross-site.ts';
import { SignIn } from './access/sign-in.ts';
import { TokenFile } from './access/token-file.ts';
import { TrustedProxy } from './access/trusted-proxy.ts';
import { createApp } from './create-app.ts';
import { FleetReader } from './gauges/fleet-reading.ts';
import { Intake } from './intake/intake.ts';
import { Live } from './live/live.ts';
import { builtPage, readPageFiles } from './page/page-files.ts';
import { ServeMetrics } from './gauges/serve-metrics.ts';
import { tellUnreadable, unreadableAnswer } from './problem/unreadable.ts';
import type { RunningServer, StartServerOptions } from './server-options.ts';
import { shownAddress } from '../terms/shown-address.ts';

/** The server of `startServer`, with everything that it needs loaded. */
export async function listen(options: StartServerOptions): Promise<RunningServer> {
  const { client, host = '127.0.0.1', port = 8321, maxBodyBytes = 10_485_760, confirmWithinMs = 5_000 } = options;
  const { page } = options;
  const note = options.note ?? ((line) => process.emitWarning(line, 'RetrainWarning'));
  const access = await accessOf(options, host);
  const publicOrigin = originOf(options.publicUrl);
  const fleet = new FleetReader(client);
  const metrics = new ServeMetrics({ publisher: client, fleet: () => fleet.read() });
  const live = new Live(client);
  const underWay = new Set<Promise<unknown>>();
  const follow = (work: Promise<unknown>): void => {
    const ended = work.catch(() => undefined).finally(() => underWay.delete(ended));
    underWay.add(ended);
  };
  const app = createApp({
    client,
    access,
    site: { publicOrigin, hosts: hostsOf(host, publicOrigin) },
    intake: new Intake(client, metrics, confirmWithinMs),
    live,
    metrics,
    maxBodyBytes,
    prometheusWrite: options.prometheusWrite,
    page: page === false ? undefined : await readPageFiles(page ?? builtPage),
    follow,
    note,
  });
  const fetch: typeof app.fetch = (...request) => {
    const answer = Promise.resolve(app.fetch(...request));
    follow(answer);
    return answer;
  };
  const listener = getRequestListener(fetch, { errorHandler: unreadableAnswer });
  const server = createServer(limits, (incoming, outgoing) => {
    // What asks in HTTP/1.0 whether this server is well need not name it; nothing is shown to whoever asks.
    if (incoming.httpVersion === '1.0' && incoming.headers.host === undefined && isCheck(incoming.url)) {
      incoming.headers.host = loopbackNames[0];
      incoming.rawHeaders.push('Host', loopbackNames[0]!);
    }
    void listener(incoming, outgoing);
  });
  tellUnreadable(server, limits);
  server.listen(port, host);
  await once(server, 'listening').catch((cause: unknown) => {
    throw cannotListen(host, port, cause);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${isIP(host) === 6 ? `[${host}]` : host}:${taken}`,
    port: taken,
    stop: async ({ timeoutMs = 5_000 } = {}) => {
      const isQuiet = live.end();
      await stop(server, timeoutMs);
      // Whoever stops it may close the connection next: no question may be under way on it by then.
      await Promise.all([...underWay, fleet.end(), isQuiet]);
    },
  };
}

// --- internal ---

/** Whoever sends slowly, or much before its body, holds a connection for a bounded time. */
const limits = {
  requestTimeout: 120_000,
  headersTimeout: 20_000,
  maxHeaderSize: 16_384,
  // Whoever names none is told so in words.
  requireHostHeader: false,
};

function isCheck(url: string | undefined): boolean {
  return url === '/healthz' || url === '/readyz';
}

async function accessOf({ tokens, signIn, proxy, localActor }: StartServerOptions, host: string): Promise<Access> {
  const isOpen = tokens === undefined && signIn === undefined && proxy === undefined;
  if (isOpen && !isLoopback(host))
    throw new ConfigurationError(
      `Expected a way to tell who asks when listening on \`${host}\`, got none: give a token file (--tokens), an OpenID Connect provider or a trusted proxy (--config), or listen on 127.0.0.1`
    );
  const file = tokens === undefined ? undefined : new TokenFile(tokens);
  await file?.load();
  return new Access({
    tokens: file,
    signIn: signIn && new SignIn(signIn),
    proxy: proxy && new TrustedProxy(proxy),
    local: isOpen ? (localActor ?? userInfo().username) : undefined,
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** On loopback a hostile name must not lead here; elsewhere names are known only from the public address. */
function hostsOf(host: string, publicOrigin: string | undefined): ReadonlySet<string> | undefined {
  const own = publicOrigin === undefined ? [] : [new URL(publicOrigin).hostname];
  if (isLoopback(host)) return new Set([...loopbackNames, host, ...own]);
  return publicOrigin === undefined ? undefined : new Set([host, ...loopbackNames, ...own]);
}

function originOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url).origin;
  throw new ConfigurationError(
    `Expected the public URL to be an address such as \`https://retrain.example\`, got \`${excerpt(shownAddress(url), 80)}\``
  );
}

function cannotListen(host: string, port: number, cause: unknown): ConfigurationError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why = code === 'EADDRINUSE' ? 'the port is taken' : code === 'EACCES' ? 'that is not permitted' : message;
  return new ConfigurationError(`Expected to listen on ${host}:${port}, but ${why}; choose another --port`, { cause });
}

async function stop(server: Server, timeoutMs: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await closed;
  clearTimeout(timer);
}
