/**
 * What the HTTP server takes in: NDJSON over a real connection into the publisher, beside `record()` of the client library
 * over the same rows. The sender answers at once, so that neither waits for a Temporal server.
 *
 *     npx tsx bench/serve.ts
 */
import { Publisher } from '../src/client/publish/publisher.ts';
import { startServer } from '../src/serve/start-server.ts';
import { describeMachine } from './machine.ts';
import type { MonitorClient } from '../src/client/monitor-client.ts';

const model = 'shop:ranker';
const rows = Array.from({ length: 100_000 }, (_, i) => ({ accuracy: 0.8 + (i % 100) / 1_000, f1: 0.7 }));
const values = 2 * rows.length;
const body = rows.map((row) => `${JSON.stringify(row)}\n`).join('');

let sent = 0;
const sender = {
  send: () => Promise.resolve(void (sent += 1)),
  probe: () => Promise.resolve({ historyLength: 10, historyBytes: 10_000, waitingTask: null }),
  classify: (_: string, error: unknown) => ({ retry: false, error: error as Error }),
};
const publisher = new Publisher(sender, { capacity: 1_000_000 });
const handle = {
  config: () => Promise.resolve({ policy: { metrics: [{ name: 'accuracy' }, { name: 'f1' }] } }),
  state: () => Promise.resolve({}),
  record: (given: Record<string, number>, options: object) => publisher.record(model, given, options),
  recordAsync: (given: Record<string, number>, options: object) => publisher.recordAsync(model, given, options),
  flush: () => publisher.flush(model),
};
const client = { monitor: () => handle, stats: () => publisher.stats() } as unknown as MonitorClient;

console.log(describeMachine());
const server = await startServer({ client, port: 0 });
const library: number[] = [];
const http: number[] = [];
// In turns, so that the load of the machine is the same for both; the first turn warms up.
for (let turn = 0; turn < 6; turn++) {
  library.push(
    await rate(async () => {
      for (const row of rows) publisher.record(model, row);
      await publisher.flush();
    })
  );
  http.push(
    await rate(async () => {
      const answer = await fetch(`${server.url}/v1/models/${model}/observations`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body,
      });
      const { taken } = (await answer.json()) as { taken: number };
      if (taken !== values) throw new Error(`Expected ${values} to be taken, got ${taken}`);
    })
  );
}
await server.stop();
const [ours, theirs] = [median(http.slice(1)), median(library.slice(1))];
console.table({
  'serve.intake.ndjson.observations_per_second': { value: Math.round(ours), limit: '>= 100000' },
  'serve.intake.ratio_to_client_library': { value: Number((ours / theirs).toFixed(2)), limit: '>= 0.7' },
  'client.record.observations_per_second': { value: Math.round(theirs), limit: '' },
  'batches sent': { value: sent, limit: '' },
});

async function rate(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (1_000 * values) / (performance.now() - began);
}

function median(list: number[]): number {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
}
