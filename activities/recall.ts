import { Context } from '@temporalio/activity';
import { readRegistry } from './look-at-registry.ts';
import { sayAfterAttempts } from './registry-order.ts';
import { readKillSwitch } from './kill-switch.ts';
import { releaseOf } from './release.ts';
import { parseRetrainId, retrainWorkflowId } from '../src/terms/model-id.ts';
import { ApplicationFailure, ApplicationFailureCategory, WorkflowNotFoundError } from '@temporalio/common';
import type { Challenger } from '../src/core/state/state.ts';
import type { Dependencies } from './dependencies.ts';
import type { RetrainActivities } from './contract.ts';
import type { ModelVersion } from '../src/registry/registry.ts';
import type { RetrainOutcome } from '../src/core/state/retrain.ts';

type RecallActivities = Pick<RetrainActivities, 'retrain.recall' | 'retrain.lookUp'>;

/** What is to be found out about the past: at a monitor's start, and of a retrain that has not reported. */
export function createRecallActivities(dependencies: Pick<Dependencies, 'registry' | 'trainers'>): RecallActivities {
  const { registry } = dependencies;
  return {
    async 'retrain.recall'({ model, monitorId, tenant = null, trainer }) {
      const { reading, champion, challenger, versions } = await sayAfterAttempts(async () => ({
        reading: await readRegistry(dependencies, { model, ...(trainer ? { trainer } : {}) }),
        champion: (await registry.aliased(model, 'champion'))?.found,
        challenger: (await registry.aliased(model, 'challenger'))?.found,
        versions: await registry.versions(model),
      }));
      let generation = versions.reduce((highest, { lineage }) => Math.max(highest, lineage.generation), 0);
      // Failed retrains leave no version, but their workflow ids are taken.
      while (await statusOf(retrainWorkflowId(monitorId, generation + 1))) generation += 1;
      if ((await statusOf(retrainWorkflowId(monitorId, generation))) === 'RUNNING') throw stillRunning(generation);
      return {
        champion: reading.champion,
        generation,
        challenger: waitingOf(champion, challenger),
        killSwitch: await readKillSwitch(model, tenant),
        registry: reading,
      };
    },

    async 'retrain.lookUp'({ retrainId, generation }) {
      const status = await statusOf(retrainId);
      if (status === 'RUNNING' || status === 'CONTINUED_AS_NEW') return null;
      if (status === 'COMPLETED') return (await handleOf(retrainId).result()) as RetrainOutcome;
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
      if (status === 'CANCELLED') return { generation, status: 'cancelled', finishedAt };
      const message = status
        ? `the retrain workflow was ${status.toLowerCase().replaceAll('_', ' ')}`
        : 'the retrain workflow is unknown to the server';
      return { generation, status: 'failed', error: { type: status ?? 'NOT_FOUND', message }, finishedAt };
    },
  };
}

// --- internal ---

/** One that is older than what serves was superseded, whatever its alias says. */
function waitingOf(champion: ModelVersion | undefined, challenger: ModelVersion | undefined): Challenger | null {
  if (!challenger || challenger.version === champion?.version) return null;
  const { version, lineage } = challenger;
  if (champion && lineage.generation < champion.lineage.generation) return null;
  return { generation: lineage.generation, version, against: lineage.parent };
}

/** An earlier monitor's retrain goes on without it. Until it has ended nobody knows which version serves. */
function stillRunning(generation: number): ApplicationFailure {
  return ApplicationFailure.create({
    message: `Retrain ${generation} of an earlier monitor is still running; nothing is launched before it ends`,
    type: 'RetrainRunning',
    category: ApplicationFailureCategory.BENIGN,
    nextRetryDelay: '2 seconds',
  });
}

function handleOf(workflowId: string): {
  describe(): Promise<{ status: { name: string } }>;
  result(): Promise<unknown>;
} {
  return Context.current().client.workflow.getHandle(workflowId);
}

async function statusOf(workflowId: string): Promise<string | undefined> {
  try {
    return (await handleOf(workflowId).describe()).status.name;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
