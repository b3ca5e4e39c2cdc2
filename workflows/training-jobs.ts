import { ActivityCancellationType, proxyActivities, type ActivityInterfaceFor } from '@temporalio/workflow';
import type { RetrainActivities } from '../activities/contract.ts';
import type { RetrainSpec } from '../src/core/retrain.ts';

/** Training and comparing may run on a queue of their own, on other machines, in another language. */
export function trainingJobs(trainer: RetrainSpec['trainer']): ActivityInterfaceFor<RetrainActivities> {
  return proxyActivities<RetrainActivities>({
    startToCloseTimeout: trainer.timeoutMs,
    heartbeatTimeout: trainer.heartbeatTimeoutMs,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      maximumAttempts: trainer.retries + 1,
      initialInterval: trainer.retryIntervalMs,
      backoffCoefficient: 1,
    },
    ...(trainer.taskQueue === undefined ? {} : { taskQueue: trainer.taskQueue }),
  });
}
