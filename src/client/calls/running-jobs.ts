import type { Client } from '@temporalio/client';
import { decodePayload } from '../life/history-event.ts';
import { reasonOf } from './failing-calls.ts';
import { isWorkflowGone } from '../failures.ts';
import { oneLine } from '../../terms/visible-text.ts';

/** A job of a retrain that is at work: a training, an evaluation, a question to a tuner. */
export interface RunningJob {
  activity: string;
  /** The first is 1. */
  attempt: number;
  /** Epoch milliseconds; when this attempt, or else the first one, was asked for. */
  scheduledAt: number | null;
  /** Epoch milliseconds; `null` while it waits for its first worker. */
  startedAt: number | null;
  /** Nobody has taken this attempt yet, and nothing keeps a worker from it. */
  isWaiting: boolean;
  /** Whose workers it is for, where the server tells. */
  taskQueue: string | null;
  /** When the next attempt begins, after one that failed. */
  nextAt: number | null;
  /** Its newest sign of life. */
  heartbeatAt: number | null;
  /** From 0 to 1, where it tells. */
  fraction: number | null;
  /** What it last said of itself. */
  message: string | null;
  /** Intermediate value of the objective. */
  score: number | null;
  /** The newest lines that it has printed. */
  log: string[];
  /** Why the attempt before failed. */
  failure: string | null;
}

/** The jobs of a retrain that are at work, as the server knows them. It asks no workflow, and leaves no event. */
export async function runningJobs(client: Client, retrainId: string): Promise<RunningJob[]> {
  // A large study has a workflow of its own.
  const jobs = await Promise.all([retrainId, `${retrainId}/study`].map((id) => jobsOf(client, id)));
  return jobs.flat();
}

// --- internal ---

const mostLines = 20;

async function jobsOf(client: Client, workflowId: string): Promise<RunningJob[]> {
  try {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    return await Promise.all((raw.pendingActivities ?? []).map((pending) => jobOf(client, pending)));
  } catch (error) {
    if (isWorkflowGone(error)) return [];
    throw error;
  }
}

type Described = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['describe']>>;
type Pending = NonNullable<Described['raw']['pendingActivities']>[number];

/** `PENDING_ACTIVITY_STATE_SCHEDULED` of Temporal's API: a fixed number on the wire. */
const stateScheduled = 1;

async function jobOf(client: Client, pending: Pending): Promise<RunningJob> {
  const { activityType, attempt, lastStartedTime, lastHeartbeatTime, heartbeatDetails, lastFailure } = pending;
  const next = msOf(pending.nextAttemptScheduleTime);
  const nextAt = next !== null && next > Date.now() ? next : null;
  const told: unknown = await decodePayload(client, heartbeatDetails?.payloads);
  const { fraction, message, score, log } = (typeof told === 'object' && told !== null ? told : {}) as {
    [name: string]: unknown;
  };
  return {
    activity: activityType?.name ?? '',
    attempt: attempt ?? 1,
    scheduledAt: next ?? msOf(pending.scheduledTime),
    startedAt: msOf(lastStartedTime),
    isWaiting: (pending.state as number | null | undefined) === stateScheduled && nextAt === null,
    taskQueue: pending.activityOptions?.taskQueue?.name || null,
    nextAt,
    heartbeatAt: msOf(lastHeartbeatTime),
    fraction: numberOf(fraction),
    message: typeof message === 'string' ? oneLine(message, 300) : null,
    score: numberOf(score),
    log: Array.isArray(log) ? log.slice(-mostLines).map((line) => oneLine(String(line), 300)) : [],
    failure: reasonOf(lastFailure),
  };
}

function msOf(time: Pending['lastStartedTime']): number | null {
  const at = Number(time?.seconds ?? 0) * 1_000 + Math.floor((time?.nanos ?? 0) / 1e6);
  return at > 0 ? at : null;
}

function numberOf(value: unknown): number | null {
  return Number.isFinite(value) ? (value as number) : null;
}
