import { decodeBatch, senderKey, type DecodedBatch, type MetricBatch } from '../../../src/core/wire/batch.ts';
import { bytesOf } from '../../../src/client/publish/encode-batch.ts';
import type { Backlog, Sender, Verdict } from '../../../src/client/publish/sender.ts';

/** What becomes of one sending: `lost` never arrives, `doubtful` arrives but is not confirmed, `late` arrives afterwards. */
export type Fate = 'ok' | 'lost' | 'doubtful' | 'late' | 'refused' | 'hangs';

/** A server and a monitor that takes every batch of a source once, as the real one does. */
export class FakeSender implements Sender {
  /** Taken in this order; `ok` when it is empty. */
  fates: Fate[];
  backlog: Backlog | undefined;
  sends = 0;
  probes = 0;
  /** Bytes of every batch that was sent. */
  readonly sizes: number[] = [];
  atOnce = 0;
  mostAtOnce = 0;
  /** Everything that the monitors took, by workflow id. */
  readonly taken = new Map<string, DecodedBatch[]>();
  private readonly lastSeq = new Map<string, number>();
  private late: (() => void)[] = [];

  constructor(fates: Fate[] = []) {
    this.fates = fates;
  }

  async send(workflowId: string, batch: MetricBatch): Promise<void> {
    const fate = this.fates.shift() ?? 'ok';
    this.sends += 1;
    this.sizes.push(bytesOf(batch));
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    const copy = JSON.parse(JSON.stringify(batch)) as MetricBatch;
    await Promise.resolve();
    if (fate === 'hangs') await new Promise(() => undefined);
    this.atOnce -= 1;
    if (fate === 'ok') for (const arrive of this.late.splice(0)) arrive();
    if (fate === 'ok' || fate === 'doubtful') this.arrive(workflowId, copy);
    if (fate === 'late') this.late.push(() => this.arrive(workflowId, copy));
    if (fate !== 'ok') throw new Error(fate);
  }

  probe(): Promise<Backlog | undefined> {
    this.probes += 1;
    return Promise.resolve(this.backlog);
  }

  classify(_model: string, error: unknown): Verdict {
    const known = error as Error;
    return { retry: known.message !== 'refused', error: known };
  }

  /** The values that a monitor took of a metric, in the order in which it took them. */
  values(workflowId: string, metric: string): (number | null)[] {
    const series = (this.taken.get(workflowId) ?? []).flatMap((batch) => batch.series);
    return series.filter((one) => one.metric === metric).flatMap(({ values }) => [...values]);
  }

  private arrive(workflowId: string, batch: MetricBatch): void {
    const decoded = decodeBatch(batch);
    if (typeof decoded === 'string') throw new Error(decoded);
    const key = `${workflowId} ${senderKey(decoded)}`;
    if (decoded.seq <= (this.lastSeq.get(key) ?? 0)) return;
    this.lastSeq.set(key, decoded.seq);
    this.taken.set(workflowId, [...(this.taken.get(workflowId) ?? []), decoded]);
  }
}
