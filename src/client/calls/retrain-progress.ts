import type { Client } from '@temporalio/client';
import { MonitorNotFoundError } from '../../terms/errors.ts';
import { queryNames } from '../../terms/message-names.ts';
import type { MonitorCalls } from './monitor-calls.ts';
import type { MonitorView, RetrainProgress } from '../../core/wire/answers.ts';

/** Where the retrain under way is; `null` when none is, or it is about to start. A large study has its own workflow. */
export async function retrainProgress(calls: MonitorCalls, client: Client): Promise<RetrainProgress | null> {
  const { inFlight } = await calls.query<MonitorView>(queryNames.state);
  if (!inFlight) return null;
  const ask = (workflowId: string): Promise<RetrainProgress | null> =>
    calls.query<RetrainProgress>(queryNames.progress, client.workflow.getHandle(workflowId)).catch((error: unknown) => {
      if (error instanceof MonitorNotFoundError) return null;
      throw error;
    });
  const progress = await ask(inFlight.retrainId);
  if (progress?.stage !== 'tuning' || progress.trials.length > 0) return progress;
  return (await ask(`${inFlight.retrainId}/study`)) ?? progress;
}
