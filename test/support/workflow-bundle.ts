import { bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';
import { bundling } from '../../src/bundling.ts';
import { workflowsPath } from '../../src/workflow-paths.ts';

const nothing = (): void => undefined;
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: console.warn, error: console.error };

/** Bundles workflows as a worker does; ours, unless told otherwise. For tests without a server. */
export function bundleWorkflows(path: string = workflowsPath): Promise<WorkflowBundle> {
  return bundleWorkflowCode(bundling({ workflowsPath: path, logger: quiet }));
}
