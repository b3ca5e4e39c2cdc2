/** Where a trace goes on, as W3C has it: `traceparent`, and `tracestate` and `baggage` where there are any. */
export type TraceCarrier = Readonly<Record<string, string>>;

/** Header of Temporal's own interceptors in all languages, which carries it. */
export const traceHeader = '_tracer-data';

/** Something that a workflow has done, for its worker to tell. */
export interface TraceSpan {
  name: string;
  parent: TraceCarrier;
  /** Epoch milliseconds. */
  from: number;
  to: number;
  attributes: Readonly<Record<string, string | number>>;
  /** Why it came to nothing. */
  error?: string;
}

/** What a worker hears of its workflows without a trace in their histories. */
export type TraceSinks = {
  retrainTraces: {
    span(span: TraceSpan): void;
  };
};

/** Whether it names a trace: 16 bytes of a trace and 8 of a span, in hexadecimal. */
export function isCarrier(value: unknown): value is TraceCarrier {
  const parent: unknown = (value as { traceparent?: unknown } | null)?.traceparent;
  return typeof parent === 'string' && /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}/.test(parent);
}
