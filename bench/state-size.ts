import type { MonitorInput } from '../src/core/wire/messages.ts';
import { against, row, type Row } from './row.ts';
import { createRng } from '../src/stats/rng.ts';
import { initialState } from '../src/core/initial-state.ts';
import { metricsSignal } from '../workflows/messages.ts';
import { parseMonitor, type Monitor } from '../src/config/parse-monitor.ts';
import { startAt } from './streams.ts';
import { step } from '../src/core/step.ts';
import type { BenchWorld } from './bench-world.ts';
import type { MonitorEvent } from '../src/core/state/events.ts';
import type { MonitorFile } from '../src/config/schema/monitor-schema.ts';
import type { MonitorState } from '../src/core/state/state.ts';

const name = 'state.bytes_at_continue_as_new';
const metrics = ['accuracy', 'precision', 'recall', 'f1', 'auc'];
const rounds = 1_000;
const perMetric = 200;

type DetectorFiles = NonNullable<NonNullable<MonitorFile['metrics']>[string]['detectors']>;

/** The four that most monitors have, and the four for such metrics that keep the most. */
const choices: Record<string, DetectorFiles> = {
  usual: [
    { type: 'limit', below: 0.85 },
    { type: 'ewma-limit', below: 0.9 },
    { type: 'patience', below: 0.88 },
    { type: 'window-decay', threshold: 0.05 },
  ],
  largest: [{ type: 'adwin' }, { type: 'kswin' }, { type: 'window-decay', threshold: 0.05 }, { type: 'shewhart' }],
};

/**
 * Bytes of JSON that a run hands to the next one, for 5 metrics with 4 detectors each after a million observations of
 * full doubles, a third of the time in drift, with retrains that succeed and fail and a ledger that is full. The last
 * row is the same once more, as the server has it in the history after a real continue-as-new.
 */
export async function stateSize(world: BenchWorld): Promise<Row[]> {
  const usual = drive(choices['usual']!);
  const largest = drive(choices['largest']!);
  const atRest = jsonBytes(inputOf(usual.settled));
  return [
    against(name, atRest, 'bytes', 32_768),
    row(`${name}.everything_in_drift_and_held`, jsonBytes(inputOf(usual.inDrift)), 'bytes'),
    row(`${name}.largest_detectors`, jsonBytes(inputOf(largest.settled)), 'bytes'),
    row(`${name}.of_which_ledger`, jsonBytes(usual.settled.ledger), 'bytes'),
    row(`${name}.on_the_server`, await rolledOver(world, inputOf(usual.settled)), 'bytes'),
  ];
}

// --- internal ---

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** What the monitor workflow hands to its next run. */
function inputOf({ config, policy, ...state }: MonitorState): MonitorInput {
  return { config, policy, searchAttributes: true, carried: { state, outbox: [], runs: 30 } };
}

function drive(detectors: DetectorFiles): { inDrift: MonitorState; settled: MonitorState } {
  const monitor = parseMonitor({
    model: 'bench:state',
    metrics: Object.fromEntries(metrics.map((metric) => [metric, { detectors, noDataAfter: '1d' }])),
    schedules: [{ id: 'nightly', every: '1d', severity: 'full' }],
    cooldown: '1h',
    retrain: { trainer: { name: 'instant' } },
  });
  const driven = new Driven(monitor);
  for (let round = 1; round <= rounds; round++) driven.round(round);
  if (driven.state.counts.observations !== 1_000_000) throw new Error('Expected a million observations');
  return { inDrift: driven.worst, settled: driven.rested() };
}

/** A monitor without Temporal, whose retrains start at once and end a round later. */
class Driven {
  state: MonitorState;
  /** The state that was the largest while drift was held back. */
  worst: MonitorState;
  private now = startAt;
  private readonly rng = createRng(3);

  constructor({ config, policy }: Monitor) {
    const recalled = { champion: '1.0.0', generation: 0 };
    this.state = initialState({ config, policy, now: startAt, recalled });
    this.worst = this.state;
  }

  round(number: number): void {
    this.observe(number);
    if (this.state.inFlight) this.endRetrain(number);
    if (number > rounds / 2 && jsonBytes(this.state) > jsonBytes(this.worst)) this.worst = this.state;
    this.pass(10 * 60_000);
  }

  /** After a quiet day, when probation is over, what was held has expired or been launched, and that has ended. */
  rested(): MonitorState {
    this.pass(24 * 60 * 60_000);
    if (this.state.inFlight) this.endRetrain(0);
    return this.state;
  }

  private pass(ms: number): void {
    this.now += ms;
    this.apply({ type: 'tick' });
  }

  private observe(round: number): void {
    const level = round % 3 === 2 ? 0.7 : 0.95;
    const series = metrics.map((metric) => ({
      metric,
      t0: this.now,
      dt: 100,
      v: Array.from({ length: perMetric }, () => level + 0.02 * this.rng.normal()),
    }));
    // Sixteen senders in turn, each with numbers of its own.
    this.apply({ type: 'batch', batch: { source: `sender-${round % 16}`, seq: round, series } });
  }

  private endRetrain(round: number): void {
    const { generation, startedAt } = this.state.inFlight!;
    if (startedAt === null) this.apply({ type: 'retrain-started', generation, at: this.now });
    const outcomes = [
      { status: 'promoted', version: `1.0.${generation}`, previousVersion: this.state.champion },
      {
        status: 'failed',
        error: { type: 'TrainingError', message: 'the data warehouse did not answer within 10 min' },
      },
    ];
    const outcome = { generation, finishedAt: this.now, ...outcomes[round % 2] };
    this.apply({ type: 'retrain-finished', outcome });
    if (this.state.incident.breakerOpenedAt !== null)
      this.apply({ type: 'command', command: { name: 'release', actor: 'ana', comment: 'the warehouse is back' } });
  }

  private apply(event: MonitorEvent): void {
    this.state = step(this.state, event, this.now).state;
  }
}

/** Starts a run from that input, makes it continue as new at its first signal, and looks at what the next one got. */
async function rolledOver(world: BenchWorld, { config, policy, carried }: MonitorInput): Promise<number> {
  const { client } = world;
  const first = await client.workflow.start('monitorModel', {
    workflowId: 'monitor/bench:state',
    taskQueue: world.taskQueue,
    args: [{ config, policy, searchAttributes: true, carried, rollAfterEvents: 3 }],
  });
  await first.signal(metricsSignal, { source: 'bench', seq: 1, series: [] });
  const history = client.workflow.getHandle(first.workflowId, first.firstExecutionRunId);
  for (;;) {
    const { events } = await history.fetchHistory();
    const last = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes;
    if (last) {
      await client.workflow.getHandle(first.workflowId).terminate();
      return last.input?.payloads?.[0]?.data?.length ?? Number.NaN;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
