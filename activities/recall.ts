import { Context } from '@temporalio/activity';
import { reportOf } from '../src/core/candidate/challenger-report.ts';
import { readRegistry } from './look-at-registry.ts';
import { sayAfterAttempts } from './registry-order.ts';
import { describeWorkflow, isRetrainOf } from './describe-workflow.ts';
import { readKillSwitch } from './kill-switch.ts';
import { newestTaken } from './newest-taken.ts';
import { retrainWorkflowId } from '../src/terms/model-id.ts';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Challenger } from '../src/core/state/state.ts';
import type { Dependencies } from './dependencies.ts';
import type { RetrainActivities } from './contract.ts';
import type { ModelVersion } from '../src/registry/registry.ts';

type RecallActivities = Pick<RetrainActivities, 'retrain.recall'>;

/** Looks up the past, at a monitor's start and when it has reason to doubt its own state. */
export function createRecallActivities(dependencies: Pick<Dependencies, 'registry' | 'trainers'>): RecallActivities {
  const { registry } = dependencies;
  return {
    async 'retrain.recall'({ model, monitorId, tenant = null, trainer }) {
      const { reading, champion, challenger, versions, changes } = await sayAfterAttempts(async () => ({
        reading: await readRegistry(dependencies, { model, ...(trainer ? { trainer } : {}) }),
        champion: (await registry.aliased(model, 'champion'))?.found,
        challenger: (await registry.aliased(model, 'challenger'))?.found,
        versions: await registry.versions(model),
        changes: await registry.history(model),
      }));
      // A version may have been deleted, and its workflow forgotten: what it changed keeps its id, which is used once.
      const known = Math.max(
        0,
        ...versions.map(({ lineage }) => lineage.generation),
        ...changes.map(({ changeId }) => generationIn(changeId, monitorId))
      );
      // Failed retrains leave no version, but their workflow ids are in use.
      const generation = await newestTaken(known, async (number) =>
        Boolean(await describeWorkflow(retrainWorkflowId(monitorId, number)))
      );
      const newest = await describeWorkflow(retrainWorkflowId(monitorId, generation));
      // Whatever else somebody has started by that name is not waited for.
      if (newest?.status === 'RUNNING' && (await isRetrainOf(newest, monitorId))) throw stillRunning(generation);
      return {
        champion: reading.champion,
        generation,
        challenger: waitingOf(champion, challenger),
        killSwitch: await readKillSwitch(model, tenant),
        registry: reading,
        runId: Context.current().info.workflowExecution?.runId,
      };
    },
  };
}

// --- internal ---

/** Of the retrain that asked for a change; 0 for changes of others. */
function generationIn(changeId: string, monitorId: string): number {
  const prefix = retrainWorkflowId(monitorId, 0).slice(0, -1);
  const generation = changeId.startsWith(prefix) ? Number.parseInt(changeId.slice(prefix.length), 10) : 0;
  return Number.isSafeInteger(generation) && generation > 0 ? generation : 0;
}

/** A challenger older than the champion was superseded, whatever its alias says. */
function waitingOf(champion: ModelVersion | undefined, challenger: ModelVersion | undefined): Challenger | null {
  if (!challenger || challenger.version === champion?.version) return null;
  const { version, lineage } = challenger;
  if (champion && lineage.generation < champion.lineage.generation) return null;
  const report = lineage.gate ? { report: reportOf(lineage.gate) } : {};
  return { generation: lineage.generation, version, against: lineage.parent, ...report };
}

/** An earlier monitor's retrain goes on without it. Until it ends, nobody knows which version will serve. */
function stillRunning(generation: number): ApplicationFailure {
  return ApplicationFailure.create({
    message: `Retrain ${generation} of an earlier monitor is still running; nothing is launched before it ends`,
    type: 'RetrainRunning',
    category: ApplicationFailureCategory.BENIGN,
    nextRetryDelay: '2 seconds',
  });
}
