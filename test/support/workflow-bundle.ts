import { bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';
import { bundling } from '../../src/bundling.ts';
import { workflowsPath } from '../../src/workflow-paths.ts';

const nothing = (): void => undefined;
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: console.warn, error: console.error };

/** Bundles workflows as a worker does; ours, unless told otherwise, with interceptors if there are any in these files. */
export function bundleWorkflows(path: string = workflowsPath, interceptors: string[] = []): Promise<WorkflowBundle> {
  const options = { workflowsPath: path, workflowInterceptorModules: interceptors, logger: quiet };
  return bundleWorkflowCode(bundling(options));
}
