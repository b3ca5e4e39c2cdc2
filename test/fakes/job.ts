import type { Json } from '../../src/terms/json.ts';
import type { JobContext, Progress } from '../../src/trainers/trainer.ts';

/** What a worker gives a job, recorded. */
export interface FakeJob extends JobContext {
  heartbeats: Progress[];
  logs: { message: string; fields?: Record<string, Json> }[];
  abort(reason?: Error): void;
}

export function fakeJob(
  options: { lastProgress?: Progress; onHeartbeat?: (progress: Progress, job: FakeJob) => void } = {}
): FakeJob {
  const controller = new AbortController();
  const job: FakeJob = {
    signal: controller.signal,
    heartbeats: [],
    logs: [],
    lastProgress: options.lastProgress,
    heartbeat(progress) {
      job.heartbeats.push(progress);
      options.onHeartbeat?.(progress, job);
    },
    log: (message, fields) => void job.logs.push({ message, fields }),
    abort: (reason = new Error('cancelled by the test')) => controller.abort(reason),
  };
  return job;
}
