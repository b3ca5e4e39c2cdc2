import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { metricsSignal, stateQuery } from '../workflows/messages.ts';
import { handledQuery } from './workflows.ts';
import { startAt } from './streams.ts';
import { withWorld, type BenchWorld } from './bench-world.ts';

// A process of its own, whose heap nothing else fills. Workflows run in its main thread, where the heap can be read.
// Writes MiB a cached workflow to the standard output, `{ monitor, bare }`.

const metrics = ['accuracy', 'precision', 'recall'];
/** So many warm up what all of them share; the next so many are measured. */
const [before, measured] = [50, 250];

await withWorld(
  async (world) => {
    const monitor = await each((at) => watch(world, at));
    const bare = await each(async () => (await world.startBare()).query(handledQuery));
    process.stdout.write(`${JSON.stringify({ monitor, bare })}\n`);
  },
  { debugMode: true, maxCachedWorkflows: 4 * (before + measured) }
);

// --- internal ---

async function each(start: (at: number) => Promise<unknown>): Promise<number> {
  for (let at = 0; at < before; at++) await start(at);
  const from = await heapBytes();
  for (let at = before; at < before + measured; at++) await start(at);
  return ((await heapBytes()) - from) / measured / 1_048_576;
}

/** One that is at work: it has counted a batch of every metric. */
async function watch(world: BenchWorld, at: number): Promise<void> {
  const limits = Object.fromEntries(metrics.map((metric) => [metric, { below: 0.7 }]));
  const monitor = await world.startMonitor({ model: `bench:memory-${at}`, metrics: limits });
  const series = metrics.map((metric) => ({
    metric,
    t0: startAt,
    dt: 1_000,
    v: Array.from({ length: 50 }, () => 0.9),
  }));
  await monitor.signal(metricsSignal, { source: 'bench', seq: 1, series });
  await monitor.query(stateQuery);
}

async function heapBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What is finalised in one collection is freed in the next.
  for (let i = 0; i < 4; i++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}
