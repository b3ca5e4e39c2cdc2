import { against, medianOf, quantileOf, row, type Row } from './row.ts';
import { batchesFor, sendAll } from './send-batches.ts';
import { handledQuery } from './workflows.ts';
import { observations } from './streams.ts';
import { stateQuery } from '../workflows/messages.ts';
import type { BenchWorld } from './bench-world.ts';
import type { MetricBatch } from '../src/core/wire/batch.ts';

const senders = 16;

/** Sizes of batches, with as many signals a round as keep a round at a few seconds. */
const plans = [
  { prefix: 'ingest', batchSize: 1_000, signals: 320, rounds: 9 },
  { prefix: 'ingest.small.100', batchSize: 100, signals: 480, rounds: 5 },
  { prefix: 'ingest.small.1', batchSize: 1, signals: 480, rounds: 5 },
] as const;

/**
 * Observations a second from sixteen senders to one monitor, against a bare workflow that gets the same signals from the
 * same senders on the same worker. The two take turns, and who begins changes with every round, so that whatever else
 * the machine does hits both. A round ends when a query, which sees every signal sent before it, has been answered.
 */
export async function ingestThroughput(world: BenchWorld): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { prefix, batchSize, signals, rounds } of plans) {
    const { ours, bare } = await alternate(world, batchSize, signals, rounds);
    const ratios = ours.map((rate, i) => rate / bare[i]!);
    const rate = medianOf(ours);
    rows.push(
      prefix === 'ingest'
        ? against('ingest.observations_per_s', rate, 'obs/s', 40_000)
        : row(`${prefix}.observations_per_s`, rate, 'obs/s'),
      row(`${prefix}.bare_observations_per_s`, medianOf(bare), 'obs/s'),
      prefix === 'ingest'
        ? against('ingest.ratio_to_bare', medianOf(ratios), 'ratio', 0.85)
        : row(`${prefix}.ratio_to_bare`, medianOf(ratios), 'ratio'),
      row(`${prefix}.ratio_to_bare_q1`, quantileOf(ratios, 0.25), 'ratio'),
      row(`${prefix}.ratio_to_bare_q3`, quantileOf(ratios, 0.75), 'ratio')
    );
  }
  return rows;
}

// --- internal ---

async function alternate(
  world: BenchWorld,
  batchSize: number,
  signals: number,
  rounds: number
): Promise<{ ours: number[]; bare: number[] }> {
  const dealt = batchesFor(observations(1, batchSize * signals), batchSize, senders);
  const count = batchSize * signals;
  const ours: number[] = [];
  const bare: number[] = [];
  // The first round of each warms up and does not count.
  for (let round = 0; round <= rounds; round++) {
    const model = `bench:ingest-${batchSize}-${round}`;
    const turns = [
      async () => ours.push(count / (await throughMonitor(world, model, dealt, count))),
      async () => bare.push(count / (await throughBare(world, dealt))),
    ];
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
  }
  return { ours: ours.slice(1), bare: bare.slice(1) };
}

/** Seconds until every observation is in the monitor's state. */
async function throughMonitor(
  world: BenchWorld,
  model: string,
  dealt: MetricBatch[][],
  count: number
): Promise<number> {
  const monitor = await world.startMonitor({
    model,
    metrics: {
      accuracy: {
        detectors: [
          { type: 'ewma-limit', below: 0.8 },
          { type: 'limit', below: 0.5 },
        ],
      },
    },
  });
  await monitor.query(stateQuery);
  const from = performance.now();
  await sendAll(monitor, dealt);
  const view = await world.client.workflow.getHandle(monitor.workflowId).query(stateQuery);
  const seconds = (performance.now() - from) / 1_000;
  if (view.counts.observations !== count)
    throw new Error(`Expected the monitor to have ${count} observations, it has ${view.counts.observations}`);
  await world.client.workflow.getHandle(monitor.workflowId).terminate();
  return seconds;
}

async function throughBare(world: BenchWorld, dealt: MetricBatch[][]): Promise<number> {
  const bare = await world.startBare();
  await bare.query(handledQuery);
  const from = performance.now();
  await sendAll(bare, dealt);
  const handled = await bare.query(handledQuery);
  const seconds = (performance.now() - from) / 1_000;
  const sent = dealt.flat().length;
  if (handled !== sent) throw new Error(`Expected the bare workflow to have ${sent} signals, it has ${handled}`);
  await bare.terminate();
  return seconds;
}
