// The shipped workflows, with a monitor that throws on one signal of a name of its own, and on a nudge to read the kill
// switches that carries a word: what a fault of ours would look like. Nudges of other tests, which reach all monitors of
// the server, carry none. For a bundle that has this file among its interceptors too: a handler would come too late for
// what a run finds at its start.
import { workflowInfo, type WorkflowInterceptors } from '@temporalio/workflow';
import { signalNames, workflowTypes } from '../../src/terms/message-names.ts';

export * from '../../workflows/index.ts';

export function interceptors(): WorkflowInterceptors {
  if (workflowInfo().workflowType !== workflowTypes.monitor) return {};
  return {
    inbound: [
      {
        handleSignal(input, next) {
          if (input.signalName === 'poison') throw new Error('poisoned');
          if (input.signalName === signalNames.killSwitch && input.args.length > 0) throw new Error('cannot be nudged');
          return next(input);
        },
      },
    ],
  };
}
