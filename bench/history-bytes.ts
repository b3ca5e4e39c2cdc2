import { against, row, type Row } from './row.ts';
import { batchesFor, sendAll } from './send-batches.ts';
import { handledQuery } from './workflows.ts';
import { observations, type ObservationOptions } from './streams.ts';
import { stateQuery } from '../workflows/messages.ts';
import type { BenchWorld } from './bench-world.ts';
import type { WorkflowHandle } from '@temporalio/client';

const batchSize = 1_000;
/** Few enough that the monitor does not continue as new meanwhile. */
const signals = 100;
const senders = 8;
const name = 'ingest.history_bytes_per_observation';

/**
 * Bytes by which the history grows for an observation, as the server counts them, tasks included: for what takes the
 * most room, full-precision doubles at uneven milliseconds, and for kinder streams. The reference is the same stream as
 * plain JSON rows, sent to the bare workflow.
 */
export async function historyBytes(world: BenchWorld): Promise<Row[]> {
  const paced = await throughMonitor(world, 'paced', {}, 1);
  const flood = await throughMonitor(world, 'flood', {}, senders);
  const even = await throughMonitor(world, 'even', { everyMs: 250 }, senders);
  const short = await throughMonitor(world, 'short', { digits: 3 }, senders);
  const kind = await throughMonitor(world, 'kind', { digits: 3, everyMs: 250 }, senders);
  const plain = await asPlainRows(world);
  return [
    against(name, Math.max(paced, flood), 'bytes', 14),
    row(`${name}.one_task_a_signal`, paced, 'bytes'),
    row(`${name}.many_signals_a_task`, flood, 'bytes'),
    row(`${name}.even_times`, even, 'bytes'),
    row(`${name}.short_decimals`, short, 'bytes'),
    row(`${name}.short_decimals_even_times`, kind, 'bytes'),
    row(`${name}.plain_json_rows`, plain, 'bytes'),
  ];
}

// --- internal ---

async function throughMonitor(
  world: BenchWorld,
  label: string,
  options: ObservationOptions,
  among: number
): Promise<number> {
  const model = `bench:bytes-${label}`;
  const monitor = await world.startMonitor({ model, metrics: { accuracy: { below: 0.5 } } });
  await recalled(monitor);
  const dealt = batchesFor(observations(2, batchSize * signals, options), batchSize, among);
  const before = await sizeOf(monitor);
  if (among > 1) await sendAll(monitor, dealt);
  else
    for (const batch of dealt.flat()) {
      await sendAll(monitor, [[batch]]);
      await monitor.query(stateQuery);
    }
  const { counts } = await monitor.query(stateQuery);
  const { runId } = await world.client.workflow.getHandle(monitor.workflowId).describe();
  if (counts.observations !== batchSize * signals || runId !== monitor.firstExecutionRunId)
    throw new Error(`Expected one run to take ${batchSize * signals} observations, got ${counts.observations}`);
  const grown = (await sizeOf(monitor)) - before;
  await monitor.terminate();
  return grown / (batchSize * signals);
}

async function asPlainRows(world: BenchWorld): Promise<number> {
  const bare = await world.startBare();
  await bare.query(handledQuery);
  const rows = observations(2, batchSize * signals).map(({ at, metric, value }) => ({ at, metric, value }));
  const dealt = Array.from({ length: senders }, (_, sender) =>
    Array.from({ length: signals }, (_, i) => i)
      .filter((i) => i % senders === sender)
      .map((i) => rows.slice(i * batchSize, (i + 1) * batchSize))
  );
  const before = await sizeOf(bare);
  await sendAll(bare, dealt);
  await bare.query(handledQuery);
  const grown = (await sizeOf(bare)) - before;
  await bare.terminate();
  return grown / (batchSize * signals);
}

/** The registry's first answer leaves events of its own; they are not the observations'. */
async function recalled(monitor: WorkflowHandle): Promise<void> {
  for (;;) {
    const { holds } = await monitor.query(stateQuery);
    if (!holds.some(({ by }) => by === 'starting')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function sizeOf(handle: WorkflowHandle): Promise<number> {
  const { historySize } = await handle.describe();
  if (historySize === undefined) throw new Error('The server does not tell the size of the history');
  return historySize;
}
