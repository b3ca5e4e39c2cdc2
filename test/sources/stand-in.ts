import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import { request } from '../../src/http/request.ts';
import type { AddressInfo } from 'node:net';

export interface Fault {
  status: number;
  body?: string;
}

/** Stands before a Prometheus, or in place of one, and has faults when it is told. */
export class StandIn {
  fault: Fault | undefined;
  /** Only queries with this in them have the fault. */
  faultyQuery = '';
  /** Questions that it answered with a fault. */
  faulty = 0;
  readonly asked: { form: Record<string, string>; headers: IncomingMessage['headers'] }[] = [];
  private readonly server: Server;

  /** @param answer a Prometheus to pass questions on to, or the text of every answer */
  constructor(answer: { url: string } | { text: string | ((form: Record<string, string>) => string) }) {
    this.server = createServer((incoming, outgoing) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk as Buffer);
        const body = Buffer.concat(chunks);
        const form = Object.fromEntries(new URLSearchParams(body.toString()));
        this.asked.push({ form, headers: incoming.headers });
        if (this.fault && (form['query'] ?? '').includes(this.faultyQuery)) {
          this.faulty += 1;
          return outgoing.writeHead(this.fault.status).end(this.fault.body ?? '');
        }
        if ('text' in answer) return outgoing.end(typeof answer.text === 'string' ? answer.text : answer.text(form));
        const headers = { 'content-type': incoming.headers['content-type'] };
        const url = new URL(incoming.url ?? '/', answer.url);
        const { status, text } = await request({
          method: 'POST',
          url,
          headers,
          body,
          timeoutMs: 10_000,
          maxBytes: 1e7,
        });
        return outgoing.writeHead(status).end(text);
      })();
    });
  }

  /** @returns its address */
  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    if (this.server.listening) await new Promise((done) => this.server.close(done));
  }
}
