import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Notice } from '../../src/core/state/events.ts';

export interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** By the process's own steady clock, in ms. */
  at: number;
}

/** An HTTP server on the loopback interface that keeps what it gets and answers what it is told to. */
export class Receiver {
  readonly received: Received[] = [];
  answer: { status: number; body?: string; headers?: Record<string, string> } = { status: 204 };
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        const { method = '', url: path = '', headers } = request;
        this.received.push({ method, path, headers, body, at: performance.now() });
        response.writeHead(this.answer.status, this.answer.headers);
        response.end(this.answer.body);
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return this.host;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(() => done()));
  }
}

export function noticeOf(more: Partial<Notice> = {}): Notice {
  return {
    id: 'shop:ranker/1/2/0',
    at: Date.UTC(2026, 0, 2, 3, 4, 5),
    model: 'shop:ranker',
    tenant: 'shop',
    event: 'drift',
    severity: 'none',
    text: 'accuracy 0.81 below 0.9',
    reasons: [],
    holds: [],
    ...more,
  };
}

export const context = (): { signal: AbortSignal } => ({ signal: AbortSignal.timeout(5_000) });
