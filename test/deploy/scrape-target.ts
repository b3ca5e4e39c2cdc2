import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** Something to scrape that says something else every time. */
export class ScrapeTarget {
  /** How often it was scraped. */
  scrapes = 0;
  private readonly server: Server;

  /** @param text of the metrics at the n-th scrape, from 1 */
  constructor(text: (n: number) => string) {
    this.server = createServer((_, response) => {
      this.scrapes += 1;
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(text(this.scrapes));
    });
  }

  /** @returns host and port */
  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    if (this.server.listening) await new Promise((done) => this.server.close(done));
  }
}
