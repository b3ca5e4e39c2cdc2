// The shipped workflows with one command more at their beginning: what a careless change looks like to a running one.
import type { MonitorInput } from '../../src/core/wire/messages.ts';
import { sleep } from '@temporalio/workflow';
import { monitorModel as monitor, retrainModel as retrain } from '../../workflows/index.ts';
import type { RetrainOutcome, RetrainRequest } from '../../src/core/state/retrain.ts';

export async function monitorModel(input: MonitorInput): Promise<void> {
  await sleep(1);
  return monitor(input);
}

export async function retrainModel(request: RetrainRequest): Promise<RetrainOutcome> {
  await sleep(1);
  return retrain(request);
}
