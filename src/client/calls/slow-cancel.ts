import { formatDuration } from '../../terms/time-text.ts';
import { longestPollMs } from './pollers.ts';
import { runningJobs } from './running-jobs.ts';
import { whyNobodyPolls } from './no-worker.ts';
import type { Client } from '@temporalio/client';
import type { MonitorHandle } from '../monitor-handle.ts';

/**
 * Why a retrain that is being cancelled goes on: its job gives no sign of life, and nobody polls for it. It is a
 * sentence, with when it ends and what to do; `undefined` where its job is alive, or nothing is being cancelled.
 */
export async function whyCancelIsSlow(client: Client, handle: MonitorHandle): Promise<string | undefined> {
  try {
    const { inFlight } = await handle.state();
    if (!inFlight?.cancelled) return undefined;
    const [{ config }, own] = await Promise.all([handle.config(), handle.taskQueue()]);
    const { taskQueue = own, heartbeatTimeoutMs } = config.retrain.trainer;
    const { isOld, text } = await whyNobodyPolls(client, taskQueue, 'activities');
    if (!isOld) return undefined;
    const jobs = await runningJobs(client, inFlight.retrainId);
    // A worker all of whose places are taken polls no more, and its jobs still give signs of life.
    const quietSince = Date.now() - Math.min(0.9 * heartbeatTimeoutMs, longestPollMs);
    if (!jobs.some(({ heartbeatAt, startedAt }) => (heartbeatAt ?? startedAt ?? 0) < quietSince)) return undefined;
    const wait = formatDuration(heartbeatTimeoutMs);
    return `Nobody polls for the job of retrain ${inFlight.generation} on task queue ${taskQueue}, and it gives no sign of life: the server gives it up after ${wait} without any, and the retrain ends then (${text})`;
  } catch {
    // It is an addition: without it what is said is true.
    return undefined;
  }
}
