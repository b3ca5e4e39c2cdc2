import { columnLength } from '../../core/wire/columns.ts';
import type { MetricBatch } from '../../core/wire/batch.ts';
import type { Sender } from './sender.ts';
import type { TraceCarrier } from '../../terms/trace.ts';
import type { Tracing } from '../../tracing/tracing.ts';

/**
 * In which traces the observations of one monitor were recorded, until they are delivered: they go out in the order in
 * which they came.
 */
export class BatchTraces {
  private readonly tracing: Tracing;
  /** Number of the observation after the last of a `record`, and its trace. */
  private waiting: { upTo: number; trace: TraceCarrier }[] = [];
  private accepted: number;
  private delivered = 0;

  /** @param left observations that an earlier process has left; nobody knows their traces */
  constructor(tracing: Tracing, left: number) {
    this.tracing = tracing;
    this.accepted = left;
  }

  accept(observations: number, trace: TraceCarrier | undefined): void {
    this.accepted += observations;
    if (trace) this.waiting.push({ upTo: this.accepted, trace });
  }

  /** Sends as the sender does, as a part of those traces. */
  around(sender: Sender, model: string): Sender {
    return {
      probe: (workflowId, givenUp) => sender.probe(workflowId, givenUp),
      classify: (of, error) => sender.classify(of, error),
      send: async (workflowId, batch, givenUp) => {
        const observations = sizeOf(batch);
        const end = this.delivered + observations;
        const traces = this.waiting.filter(({ upTo }) => upTo <= end).map(({ trace }) => trace);
        const work = (): Promise<void> => sender.send(workflowId, batch, givenUp);
        const span = { name: 'send metrics', attributes: { model, observations } };
        await (traces.length === 0 ? work() : this.tracing.within(span, distinct(traces), work));
        this.delivered = end;
        this.waiting = this.waiting.filter(({ upTo }) => upTo > end);
      },
    };
  }
}

// --- internal ---

/** Traces that a span links to. */
const maxTraces = 64;

function sizeOf({ series }: MetricBatch): number {
  return series.reduce((sum, { v }) => sum + columnLength(v), 0);
}

function distinct(traces: readonly TraceCarrier[]): TraceCarrier[] {
  return [...new Map(traces.map((one) => [one['traceparent'], one])).values()].slice(0, maxTraces);
}
