import { retrainIdOf } from '../terms/model-id.ts';
import { reasonText } from '../core/state/decision.ts';
import type { MonitorHandle } from '../client/monitor-handle.ts';
import type { RetrainOutcome } from '../core/state/retrain.ts';
import type { StoryRetrain } from './story.ts';
import type { WorkflowClient } from '@temporalio/client';

/** What to show of a finished retrain: from the ledger and from the retrain workflow's own result. */
export async function progressOf({
  monitor,
  workflows,
  generation,
  at,
}: {
  monitor: MonitorHandle;
  workflows: WorkflowClient;
  generation: number;
  at: number;
}): Promise<StoryRetrain> {
  const { decisions } = await monitor.explain();
  const launched = decisions.find((d) => d.decision === 'launched' && d.generation === generation);
  const id = retrainIdOf(monitor.model, generation);
  const outcome = (await workflows.getHandle(id).result()) as RetrainOutcome;
  return {
    generation,
    at,
    kind: launched?.severity ?? 'soft',
    reason: launched?.reasons.map(reasonText).join('; ') ?? '',
    status: outcome.status,
    version: outcome.version ?? null,
    trials: outcome.trials ?? 0,
    championAccuracy: outcome.gate?.champion?.metrics['accuracy'] ?? null,
    challengerAccuracy: outcome.gate?.challenger.metrics['accuracy'] ?? null,
    objections: outcome.gate
      ? outcome.gate.checks.filter(({ passed }) => !passed).map(({ text }) => text)
      : [outcome.error?.message ?? ''],
    seconds: (outcome.finishedAt - (launched?.at ?? outcome.finishedAt)) / 1000,
  };
}
