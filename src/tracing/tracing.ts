import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { TraceCarrier, TraceSpan } from '../terms/trace.ts';
import type { WorkflowClientInterceptor } from '@temporalio/client';

/**
 * Traces from `record()` to the trainer; made by `openTelemetryTracing`. Whoever has another way to trace can implement
 * it.
 */
export interface Tracing {
  /** Where the trace of whoever calls goes on; `undefined` outside of any. */
  current(): TraceCarrier | undefined;
  /** Runs what was asked for in these traces: as a part of the first, with links to the others. */
  within<T>(
    span: { name: string; attributes: Readonly<Record<string, string | number>> },
    traces: readonly TraceCarrier[],
    work: () => Promise<T>
  ): Promise<T>;
  /** Tells of something that is over. */
  span(span: TraceSpan): void;
  readonly clientInterceptor: WorkflowClientInterceptor;
  readonly activityInterceptors: ActivityInterceptorsFactory;
}
