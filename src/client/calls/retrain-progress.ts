import type { Client } from '@temporalio/client';
import { MonitorNotFoundError } from '../../terms/errors.ts';
import { queryNames } from '../../terms/message-names.ts';
import { runningJobs, type RunningJob } from './running-jobs.ts';
import type { MonitorCalls } from './monitor-calls.ts';
import type { MonitorView, RetrainProgress } from '../../core/wire/answers.ts';

/** Where a retrain is, and what runs for it. */
export interface RetrainUnderWay extends RetrainProgress {
  /** Empty also where the server does not tell. */
  jobs: RunningJob[];
}

/** Where the retrain under way is; `null` when none is, or it is about to start. A large study has its own workflow. */
export async function retrainProgress(calls: MonitorCalls, client: Client): Promise<RetrainUnderWay | null> {
  const { inFlight } = await calls.query<MonitorView>(queryNames.state);
  if (!inFlight) return null;
  const ask = (workflowId: string): Promise<RetrainProgress | null> =>
    calls.query<RetrainProgress>(queryNames.progress, client.workflow.getHandle(workflowId)).catch((error: unknown) => {
      if (error instanceof MonitorNotFoundError) return null;
      throw error;
    });
  const { retrainId } = inFlight;
  const [whole, jobs] = await Promise.all([ask(retrainId), runningJobs(client, retrainId).catch(() => [])]);
  if (whole === null) return null;
  const isStudy = whole.stage === 'tuning' && whole.trials.length === 0;
  const progress = isStudy ? await ask(`${retrainId}/study`) : null;
  return { ...(progress ?? whole), jobs };
}
