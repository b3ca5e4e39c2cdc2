import { availableParallelism, hostname } from 'node:os';
import type { WorkerOptions } from '@temporalio/worker';

/**
 * Limits of one worker.
 *
 * @example
 * ```ts
 * const worker = await startWorker({ server, maxActivities: 2, graceMs: 60_000 });
 * ```
 */
export interface WorkerSettings {
  /** Activities at the same time; most are trainings. @default four per processor, at least 8 */
  maxActivities?: number;
  /** Monitors and retrains kept in memory between their tasks. @default 500 */
  maxCachedWorkflows?: number;
  /** How long activities may run on when the worker stops; then they are cancelled and handed back. @default 30000 */
  graceMs?: number;
}

/** Settings for a worker that runs for months; the SDK's defaults suit short trials. */
export function workerSettings(settings: WorkerSettings): Partial<WorkerOptions> {
  const {
    maxActivities = Math.max(8, 4 * availableParallelism()),
    maxCachedWorkflows = 500,
    graceMs = 30_000,
  } = settings;
  return {
    // Health checks search it for the host name.
    identity: `temporal-retrain ${process.pid}@${hostname()}`,
    maxCachedWorkflows,
    maxConcurrentActivityTaskExecutions: maxActivities,
    workflowTaskPollerBehavior: { type: 'autoscaling' },
    shutdownGraceTime: graceMs,
    // An activity that ignores its cancellation must not keep the process alive forever.
    shutdownForceTime: graceMs + 10_000,
  };
}
