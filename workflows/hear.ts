import { proxySinks, workflowInfo, type WorkflowInterceptors } from '@temporalio/workflow';
import { type MetricSinks, signalNames, workflowTypes } from '../src/terms/message-names.ts';

/**
 * Hands every batch of metrics to the worker that runs the monitor. Only part of a bundle whose worker has a notifier
 * that wants it. It adds nothing to the history, and a replay hands over nothing.
 */
export function interceptors(): WorkflowInterceptors {
  if (workflowInfo().workflowType !== workflowTypes.monitor) return {};
  const { retrainMetrics } = proxySinks<MetricSinks>();
  return {
    inbound: [
      {
        // Not async: the handler must run in the same tick as without it.
        handleSignal(input, next) {
          if (input.signalName === signalNames.metrics) retrainMetrics.heard(input.args[0]);
          return next(input);
        },
      },
    ],
  };
}
