import { ConfigurationError } from '../terms/errors.ts';
import type { Attributes, Context } from '@opentelemetry/api';
import type { TraceCarrier } from '../terms/trace.ts';
import type { Tracing } from './tracing.ts';

/**
 * Traces with the OpenTelemetry SDK that the process has set up, whatever it exports to. Give it to the client, whose
 * signals go on with the trace of `record()`, and to the worker, which goes on to the trainer.
 *
 * @example
 * ```ts
 * const tracing = await openTelemetryTracing();
 * const monitors = await MonitorClient.connect({ tracing });
 * const plugin = new RetrainPlugin({ registry, trainers: [], tracing });
 * ```
 *
 * @throws ConfigurationError without the packages `@opentelemetry/api` and `@temporalio/interceptors-opentelemetry`
 */
export async function openTelemetryTracing(): Promise<Tracing> {
  const [{ context, propagation, SpanStatusCode, trace }, interceptors] = await Promise.all([
    import('@opentelemetry/api'),
    import('@temporalio/interceptors-opentelemetry'),
  ]).catch((cause: unknown) => {
    throw new ConfigurationError(
      'Expected the packages of OpenTelemetry to be installed for traces: npm install @opentelemetry/api @temporalio/interceptors-opentelemetry',
      { cause }
    );
  });
  const tracer = trace.getTracer('temporal-retrain');
  const contextOf = (carrier: TraceCarrier | undefined): Context =>
    carrier ? propagation.extract(context.active(), carrier) : context.active();
  return {
    current() {
      const span = trace.getSpanContext(context.active());
      if (!span) return undefined;
      const carrier: Record<string, string> = {};
      propagation.inject(context.active(), carrier);
      return carrier['traceparent'] === undefined ? undefined : carrier;
    },
    within({ name, attributes }, [first, ...others], work) {
      const links = others.flatMap((one) => {
        const linked = trace.getSpanContext(contextOf(one));
        return linked ? [{ context: linked }] : [];
      });
      return tracer.startActiveSpan(name, { attributes: { ...attributes }, links }, contextOf(first), async (span) => {
        try {
          return await work();
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
          throw error;
        } finally {
          span.end();
        }
      });
    },
    span({ name, parent, from, to, attributes, error }) {
      const given: Attributes = { ...attributes };
      const span = tracer.startSpan(name, { startTime: from, attributes: given }, contextOf(parent));
      if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error });
      span.end(to);
    },
    clientInterceptor: new interceptors.OpenTelemetryWorkflowClientInterceptor(),
    activityInterceptors: (activity) => ({
      inbound: new interceptors.OpenTelemetryActivityInboundInterceptor(activity),
      outbound: new interceptors.OpenTelemetryActivityOutboundInterceptor(activity),
    }),
  };
}
