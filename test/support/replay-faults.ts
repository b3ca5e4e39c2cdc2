import { Worker, type WorkflowBundle } from '@temporalio/worker';
import type { Client } from '@temporalio/client';
import { bundlePath } from './temporal.ts';
import { payloadConverterPath } from '../../src/workflow-paths.ts';
import { runsOf } from './invariants.ts';

/**
 * What goes wrong when every run of a workflow is replayed twice from its history; empty when all agree.
 *
 * @param newest only so many runs
 */
export async function replayFaults(client: Client, workflowId: string, newest = Infinity): Promise<string[]> {
  const workflowBundle: WorkflowBundle = { codePath: bundlePath() } as never;
  const faults: string[] = [];
  const runs = (await runsOf(client, workflowId)).slice(0, newest);
  for (const events of [...runs, ...runs]) {
    const options = { workflowBundle, dataConverter: { payloadConverterPath } };
    try {
      await Worker.runReplayHistory(options, { events }, workflowId);
    } catch (error) {
      faults.push(String(error).slice(0, 400));
    }
  }
  return faults;
}
