import type { MonitorView } from '../../../src/core/wire/answers.ts';
import { createRng, type Rng } from '../../../src/stats/rng.ts';
import { accuracies, newModel, scriptedMonitor, startMonitor } from '../../support/scripted.ts';
import { monitorWorkflowId } from '../../../src/terms/model-id.ts';
import { inShort } from './patience.ts';
import { stateQuery } from '../../../workflows/messages.ts';
import type { Machines } from './machines.ts';
import type { MonitorFile } from '../../../src/config/schema/monitor-schema.ts';
import type { WorkflowHandle } from '@temporalio/client';

/** One monitor, whose only sender keeps a list of what was acknowledged. */
export class Watched {
  readonly model: string;
  readonly machines: Machines;
  /** Set by the newest policy that was acknowledged; shows that none was lost. */
  windows = 20;
  /** Of the monitor that runs now: whoever starts it anew starts to count anew. */
  private acknowledged = { batches: 0, observations: 0 };
  private seq = 0;
  private life = 1;
  private isAway = false;
  private drifts = false;
  private lane: Promise<unknown> = Promise.resolve();
  private sending: Promise<unknown> = Promise.resolve();
  private readonly rng: Rng;
  private readonly index: number;

  constructor(machines: Machines, index: number) {
    this.machines = machines;
    this.index = index;
    this.rng = createRng(11, index);
    this.model = newModel(`m${index}`);
  }

  get handle(): WorkflowHandle {
    return this.machines.client.workflow.getHandle(this.workflowId);
  }

  get workflowId(): string {
    return monitorWorkflowId(this.model);
  }

  /** Something that a person does to it, after what was begun before. */
  afterwards<T>(work: () => Promise<T>): Promise<T> {
    const done = this.lane.then(work);
    this.lane = done.catch(() => undefined);
    return done;
  }

  /** The answer to a request of it, whatever happens to the machines meanwhile. */
  ask<T>(what: string, ask: () => Promise<T>): Promise<T> {
    return this.machines.patience.persistent(`${this.model}: ${what}`, ask);
  }

  start(): Promise<unknown> {
    const input = { rollAfterEvents: 400 };
    return startMonitor(this.machines, this.file(), input);
  }

  /** As people write it, with the newest policy. */
  file(): MonitorFile {
    return scriptedMonitor(
      this.model,
      { durationMs: 100 },
      {
        metrics: { accuracy: { below: 0.7, window: this.windows, alpha: 0.5 } },
        retrain: ways[this.index % ways.length]!,
      }
    );
  }

  driftNext(): void {
    this.drifts = true;
  }

  /** A batch, until it is acknowledged; now and then once more, by somebody who never got the answer. */
  send(): Promise<void> {
    const round = async (): Promise<void> => {
      if (this.isAway) return;
      const level = this.drifts ? 0.5 : 0.85;
      this.drifts = false;
      const values = Array.from({ length: this.rng.int(1, 5) }, () => level + 0.1 * this.rng.uniform());
      const batch = accuracies((this.seq += 1), values, `sender ${this.life}`);
      const again = this.rng.uniform() < 0.1;
      await this.ask(`batch ${batch.seq}`, () => this.handle.signal('metrics', batch));
      this.acknowledged.batches += 1;
      this.acknowledged.observations += values.length;
      if (again) await this.ask(`batch ${batch.seq} again`, () => this.handle.signal('metrics', batch));
    };
    const done = this.sending.then(round);
    this.sending = done.catch(() => undefined);
    return done;
  }

  /** Stops it for good, looks at what it had counted, and starts another in its place. */
  async stopAndStart(): Promise<void> {
    this.isAway = true;
    await this.sending;
    const handle = this.handle;
    const { runId } = await this.ask('what it is, to stop it', () => handle.describe());
    await this.ask('stop', () => handle.executeUpdate('stop', { args: [ana], updateId: `stop ${runId}` }));
    await this.ask('its end, once it is stopped', () => handle.result());
    await this.hasCounted();
    this.life += 1;
    this.acknowledged = { batches: 0, observations: 0 };
    await this.ask('start', () => this.start());
    this.isAway = false;
  }

  /** Every acknowledged batch counts once; waits for those that are on their way. */
  async hasCounted(): Promise<MonitorView> {
    await this.sending;
    const view = await this.until(({ counts }) => counts.batches >= this.acknowledged.batches, 'counts what was sent');
    const { batches, observations, refusedBatches } = view.counts;
    const counted = JSON.stringify({ batches, observations, refusedBatches });
    const sent = JSON.stringify({ ...this.acknowledged, refusedBatches: 0 });
    if (counted !== sent) throw new Error(`${this.model} was sent ${sent}, and has counted ${counted}`);
    return view;
  }

  /** Its view, once that is as wanted. */
  async until(wanted: (view: MonitorView) => boolean, what: string): Promise<MonitorView> {
    const read = (): Promise<MonitorView | Error> => this.handle.query(stateQuery).catch((error: Error) => error);
    const isThere = (view: MonitorView | Error): boolean => !(view instanceof Error) && wanted(view);
    const seen = (view: MonitorView | Error): string => (view instanceof Error ? inShort(view) : view.summary);
    return (await this.machines.patience.until(`${this.model} ${what}`, read, isThere, seen)) as MonitorView;
  }
}

export const ana = { actor: 'ana' };

// --- internal ---

const trial = { samples: 30, timeout: '1h' };

/** How what they train comes to serve. */
const ways: MonitorFile['retrain'][] = [
  { promotion: 'auto', probation: null },
  { promotion: 'challenger', probation: null },
  { promotion: 'auto', probation: trial },
  { promotion: 'shadow', shadow: trial, probation: null },
];
