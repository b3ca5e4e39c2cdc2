import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import { proxySinks, workflowInfo, type WorkflowInterceptors } from '@temporalio/workflow';
import { currentCause, during } from './cause.ts';
import { isCarrier, traceHeader, type TraceCarrier, type TraceSinks } from '../src/terms/trace.ts';
import { workflowTypes } from '../src/terms/message-names.ts';
import type { RetrainOutcome, RetrainRequest } from '../src/core/state/retrain.ts';

/**
 * Hands a trace on: from a signal to the retrain that it led to, and from there to every activity, under the header of
 * Temporal's own interceptors. Only part of a bundle whose worker traces. It adds nothing to a history but headers,
 * which no replay looks at, and waits for nothing, so a run goes as it went without it.
 */
export function interceptors(): WorkflowInterceptors {
  const { workflowType } = workflowInfo();
  if (!own.has(workflowType)) return {};
  const { retrainTraces } = proxySinks<TraceSinks>();
  /** Of whoever started a workflow that does one thing; a monitor does what it does for others. */
  let starter: TraceCarrier | undefined;
  const parent = (): TraceCarrier | undefined => currentCause() ?? starter;
  return {
    inbound: [
      {
        async execute(input, next) {
          if (workflowType !== workflowTypes.monitor) starter = carrierIn(input.headers);
          if (workflowType !== workflowTypes.retrain || starter === undefined) return next(input);
          const from = Date.now();
          const { model, generation } = input.args[0] as RetrainRequest;
          const span = { name: 'retrain', parent: starter, from, attributes: { model, generation } };
          const outcome = (await next(input)) as RetrainOutcome;
          const { status, version = '', error } = outcome;
          retrainTraces.span({
            ...span,
            to: Date.now(),
            attributes: { ...span.attributes, status, ...(version === '' ? {} : { version }) },
            ...(error ? { error: error.message } : {}),
          });
          return outcome;
        },
        // Not async: the handler must run in the same tick as without it.
        handleSignal(input, next) {
          return during(carrierIn(input.headers), () => next(input));
        },
        handleUpdate(input, next) {
          return during(carrierIn(input.headers), () => next(input));
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next({ ...input, headers: headersWith(input.headers, parent()) }),
        signalWorkflow: (input, next) => next({ ...input, headers: headersWith(input.headers, parent()) }),
        startChildWorkflowExecution(input, next) {
          const carrier = parent();
          if (carrier !== undefined && input.workflowType === workflowTypes.retrain) {
            const { model, generation, kind, reasons } = input.options.args[0] as RetrainRequest;
            const at = Date.now();
            const why = reasons
              .map(({ text }) => text)
              .join('; ')
              .slice(0, 500);
            const attributes = { model, generation, kind, why };
            retrainTraces.span({ name: 'decide retrain', parent: carrier, from: at, to: at, attributes });
          }
          return next({ ...input, headers: headersWith(input.headers, carrier) });
        },
        getLogAttributes(input, next) {
          const [, trace_id, span_id] = parent()?.['traceparent']?.split('-') ?? [];
          return next(trace_id === undefined ? input : { ...input, trace_id, span_id });
        },
      },
    ],
  };
}

// --- internal ---

/** Users have workflows of their own in the same bundle. */
const own: ReadonlySet<string> = new Set(Object.values(workflowTypes));

/** Anybody may send a header, with anything in it. */
function carrierIn(headers: Headers): TraceCarrier | undefined {
  const payload = headers[traceHeader];
  if (!payload) return undefined;
  try {
    const carrier: unknown = defaultPayloadConverter.fromPayload(payload);
    return isCarrier(carrier) ? carrier : undefined;
  } catch {
    return undefined;
  }
}

function headersWith(headers: Headers, carrier: TraceCarrier | undefined): Headers {
  return carrier === undefined ? headers : { ...headers, [traceHeader]: defaultPayloadConverter.toPayload(carrier) };
}
