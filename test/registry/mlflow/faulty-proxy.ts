import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * What goes wrong with one request. `refuse` answers instead of the server; `lose` lets the server do it and then cuts
 * the connection, so that the caller cannot know; `delayMs` passes the request on only after a while; `garble` cuts the
 * reply in half; `before` and `after` wait for something to happen before or after the server does its part.
 */
export type Fault =
  | { refuse: number; body?: string; headers?: Record<string, string> }
  | { lose: true }
  | { delayMs: number }
  | { garble: true }
  | { before?: () => Promise<void>; after?: () => Promise<void> };

export interface FaultyProxy {
  url: string;
  /** Asked for every request; `undefined` passes it on untouched. */
  fault: (request: { method: string; path: string; number: number }) => Fault | undefined;
  /** What came by: `POST model-versions/create`. */
  seen: string[];
  stop(): Promise<void>;
}

/** A loopback HTTP proxy in front of one server. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const proxy: FaultyProxy = { url: '', fault: () => undefined, seen: [], stop: async () => {} };
  const server = createServer((request, response) => {
    void handle(proxy, target, request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  proxy.stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return proxy;
}

// --- internal ---

async function handle(
  proxy: FaultyProxy,
  target: string,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const { method = '', url = '' } = request;
  const path = url.replace(/^\/api\/2\.0\/mlflow\//, '').replace(/\?.*/, '');
  proxy.seen.push(`${method} ${path}`);
  const body = await buffer(request);
  const fault = proxy.fault({ method, path, number: proxy.seen.length });
  if (fault && 'refuse' in fault) {
    response.writeHead(fault.refuse, { 'content-type': 'text/html', ...fault.headers });
    response.end(fault.body ?? '<html><body><h1>Bad gateway</h1></body></html>');
    return;
  }
  if (fault && 'delayMs' in fault) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
  if (fault && 'before' in fault) await fault.before?.();
  const reply = await fetch(target + url, {
    method,
    headers: { 'content-type': request.headers['content-type'] ?? 'application/json' },
    body: method === 'GET' ? undefined : new Uint8Array(body),
  });
  const text = Buffer.from(await reply.arrayBuffer());
  if (fault && 'after' in fault) await fault.after?.();
  if (fault && ('lose' in fault || 'after' in fault)) {
    response.destroy();
    return;
  }
  response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? 'application/json' });
  response.end(fault && 'garble' in fault ? text.subarray(0, text.length / 2) : text);
}
