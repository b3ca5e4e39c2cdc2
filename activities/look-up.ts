import { Context } from '@temporalio/activity';
import { describeWorkflow, isRetrainOf, type KnownWorkflow } from './describe-workflow.ts';
import { parseRetrainId } from '../src/terms/model-id.ts';
import { releaseOf } from './release.ts';
import type { Dependencies } from './dependencies.ts';
import type { RetrainActivities } from './contract.ts';

/** How a retrain ended that nobody has told of: from its own result, or from what it has left in the registry. */
export function createLookUp({ registry }: Pick<Dependencies, 'registry'>): Pick<RetrainActivities, 'retrain.lookUp'> {
  return {
    async 'retrain.lookUp'({ retrainId, generation, runId }) {
      const found = await retrainOf(retrainId, runId);
      if (found?.status === 'RUNNING' || found?.status === 'CONTINUED_AS_NEW') return null;
      if (found?.status === 'COMPLETED') return found.result();
      const { model } = parseRetrainId(retrainId);
      const champion = (await registry.aliased(model, 'champion'))?.found;
      const finishedAt = Date.now();
      // It may have been ended from outside after its last step had worked.
      if (champion?.lineage.generation === generation)
        return { generation, status: 'promoted', version: champion.version, release: releaseOf(champion), finishedAt };
      const challenger = (await registry.aliased(model, 'challenger'))?.found;
      if (challenger?.lineage.generation === generation)
        return {
          generation,
          status: 'awaiting-approval',
          version: challenger.version,
          release: releaseOf(challenger),
          finishedAt,
        };
      if (found?.status === 'CANCELLED') return { generation, status: 'cancelled', finishedAt };
      const message = found ? whatHappened(found) : 'the retrain workflow is unknown to the server';
      return { generation, status: 'failed', error: { type: found?.status ?? 'NOT_FOUND', message }, finishedAt };
    },
  };
}

// --- internal ---

/** The workflow that the monitor has started, or what a reset has made of it; another of that id has nothing to say. */
async function retrainOf(retrainId: string, runId: string | undefined): Promise<KnownWorkflow | undefined> {
  const monitorId = Context.current().info.workflowExecution?.workflowId ?? '';
  const newest = await describeWorkflow(retrainId);
  const isRun = newest !== undefined && (runId === undefined || newest.firstRunId === runId);
  if (isRun && (await isRetrainOf(newest, monitorId))) return newest;
  return runId === undefined ? undefined : describeWorkflow(retrainId, runId);
}

function whatHappened({ status }: KnownWorkflow): string {
  if (status === 'TIMED_OUT') return 'the retrain workflow had not ended when `retrain.timeout` was over';
  return `the retrain workflow was ${status.toLowerCase().replaceAll('_', ' ')}`;
}
