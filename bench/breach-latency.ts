import { quantileOf, row, type Row } from './row.ts';
import { retrainWorkflowId } from '../src/terms/model-id.ts';
import { startAt } from './streams.ts';
import { metricsSignal, stateQuery } from '../workflows/messages.ts';
import type { BenchWorld } from './bench-world.ts';
import type { WorkflowHandle } from '@temporalio/client';

const breaches = 25;

/**
 * From sending the signal with the breaching value to the moment at which the retrain's first task runs on the worker:
 * the time of sending by this process's clock, the task's start by the server's, which is the same machine's.
 */
export async function breachLatency(world: BenchWorld): Promise<Row[]> {
  const found: number[] = [];
  // The first one warms up and does not count.
  for (let i = 0; i <= breaches; i++) found.push(await breach(world, `bench:latency-${i}`));
  const counted = found.slice(1);
  return [
    row('latency.breach_to_child_ms', quantileOf(counted, 0.5), 'ms'),
    row('latency.breach_to_child_ms_p95', quantileOf(counted, 0.95), 'ms'),
  ];
}

// --- internal ---

async function breach(world: BenchWorld, model: string): Promise<number> {
  const monitor = await world.startMonitor({
    model,
    metrics: { accuracy: { below: 0.7 } },
    retrain: { trainer: { name: 'instant' }, gate: { significance: null, maxSliceLoss: null } },
  });
  const signal = (seq: number, v: number[]): Promise<void> =>
    monitor.signal(metricsSignal, {
      source: 'bench',
      seq,
      series: [{ metric: 'accuracy', t0: startAt + seq * 60_000, dt: 1_000, v }],
    });
  await signal(1, [0.93, 0.94]);
  await until(async () => (await monitor.query(stateQuery)).holds.length === 0);
  const sentAt = Date.now();
  await signal(2, [0.5]);
  const child = world.client.workflow.getHandle(retrainWorkflowId(monitor.workflowId, 1));
  await until(async () => (await monitor.query(stateQuery)).lastRetrain !== null);
  const startedAt = await firstTaskAt(child);
  await monitor.terminate();
  return startedAt - sentAt;
}

async function firstTaskAt(child: WorkflowHandle): Promise<number> {
  const { events } = await child.fetchHistory();
  const time = events?.find((event) => event.workflowTaskStartedEventAttributes)?.eventTime;
  if (!time) throw new Error('Expected the retrain to have had a task, it had none');
  return Number(time.seconds) * 1_000 + (time.nanos ?? 0) / 1e6;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error('Expected the monitor to get on within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
