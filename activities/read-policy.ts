import { Context } from '@temporalio/activity';
import { describeWorkflow } from './describe-workflow.ts';
import { monitorWorkflowId } from '../src/terms/model-id.ts';
import { queryNames } from '../src/terms/message-names.ts';
import type { CurrentPolicy, RetrainActivities } from './contract.ts';
import type { MonitorConfig } from '../src/core/state/retrain.ts';

export const policyActivities: Pick<RetrainActivities, 'retrain.readPolicy'> = {
  'retrain.readPolicy': ({ model }) => readPolicy(model),
};

/** What the model's own monitor wants by now of a version that is to serve; `null` when no monitor is running. */
export async function readPolicy(model: string): Promise<CurrentPolicy | null> {
  const monitorId = monitorWorkflowId(model);
  if ((await describeWorkflow(monitorId))?.status !== 'RUNNING') return null;
  const { client } = Context.current();
  const { config, revision } = await client.workflow
    .getHandle(monitorId)
    .query<{ config: MonitorConfig; revision: number }>(queryNames.config);
  const { gate, promotion } = config.retrain;
  return { gate, promotion, revision };
}
