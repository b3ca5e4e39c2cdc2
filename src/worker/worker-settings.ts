import { availableParallelism, hostname } from 'node:os';
import type { WorkerOptions } from '@temporalio/worker';

export interface WorkerSettings {
  /** Activities at the same time; trainings are most of them. @default four a processor, at least 8 */
  maxActivities?: number;
  /** Monitors and retrains kept in memory between their tasks. @default 500 */
  maxCachedWorkflows?: number;
  /** How long running activities may take to finish when the worker stops; then they are cancelled and handed back. @default 30000 */
  graceMs?: number;
}

/** What a worker that runs for months needs said, where the SDK's defaults are made for trying things out. */
export function workerSettings(settings: WorkerSettings): Partial<WorkerOptions> {
  const {
    maxActivities = Math.max(8, 4 * availableParallelism()),
    maxCachedWorkflows = 500,
    graceMs = 30_000,
  } = settings;
  return {
    // Health checks look for the host name in it.
    identity: `temporal-retrain ${process.pid}@${hostname()}`,
    maxCachedWorkflows,
    maxConcurrentActivityTaskExecutions: maxActivities,
    workflowTaskPollerBehavior: { type: 'autoscaling' },
    shutdownGraceTime: graceMs,
    // An activity that does not listen to its cancellation must not keep the process for ever.
    shutdownForceTime: graceMs + 10_000,
  };
}
