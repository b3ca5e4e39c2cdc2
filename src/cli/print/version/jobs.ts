import { printable } from '../../terminal/table.ts';
import { timeText } from '../../../terms/time-text.ts';
import type { RunningJob } from '../../../client/calls/running-jobs.ts';

/**
 * What the jobs of a retrain do, a line each: how far they are, what has failed and when it is tried again, and which
 * wait for a worker. A job of which there is nothing to say has no line.
 */
export function jobTexts(jobs: readonly RunningJob[], now: number): string[] {
  return jobs.flatMap((job) => lineOf(job, [...signsOf(job), ...troublesOf(job, now)]));
}

/** What keeps a retrain from going on, in the same words, for a line that is not told at every sign of life. */
export function troubleOf(jobs: readonly RunningJob[], now: number): string | undefined {
  return jobs.flatMap((job) => lineOf(job, troublesOf(job, now)))[0];
}

// --- internal ---

/** A worker that is there takes what it is asked for within this. */
const takenWithinMs = 5_000;

function lineOf({ activity }: RunningJob, facts: readonly string[]): string[] {
  return facts.length === 0 ? [] : [`${printable(activity.replace(/^retrain\./, ''))} ${facts.join('; ')}`];
}

function troublesOf(job: RunningJob, now: number): string[] {
  return [...failureOf(job), ...waitOf(job, now)];
}

function signsOf({ fraction, message }: RunningJob): string[] {
  const share = fraction === null ? [] : [`${Math.round(100 * fraction)} %`];
  const text = [...share, ...(message === null ? [] : [printable(message)])].join(', ');
  return text === '' ? [] : [`says: ${text}`];
}

function failureOf({ failure, attempt, nextAt, isWaiting }: RunningJob): string[] {
  if (failure === null || attempt < 2) return [];
  const times = attempt === 2 ? 'once' : `${attempt - 1} times`;
  const then = nextAt === null && !isWaiting ? `, and attempt ${attempt} is under way` : '';
  return [`has failed ${times}${then}: ${printable(failure)}`];
}

function waitOf({ isWaiting, scheduledAt, taskQueue, nextAt, attempt }: RunningJob, now: number): string[] {
  if (nextAt !== null) return [`attempt ${attempt} begins at ${timeText(nextAt)}`];
  if (!isWaiting || scheduledAt === null || now - scheduledAt < takenWithinMs) return [];
  const whose = taskQueue === null ? '' : ` of task queue \`${printable(taskQueue)}\``;
  return [`waits for a worker${whose} since ${timeText(scheduledAt)}: \`temporal-retrain doctor\` says who is there`];
}
