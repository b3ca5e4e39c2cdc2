import { printable } from '../../terminal/table.ts';
import { timeText } from '../../../terms/time-text.ts';
import type { RunningJob } from '../../../client/calls/running-jobs.ts';

/**
 * What the jobs of a retrain do, a line each: how far they are, what has failed and when it is tried again, and which
 * wait for a worker. A job of which there is nothing to say has no line.
 */
export function jobTexts(jobs: readonly RunningJob[], now: number): string[] {
  return jobs.flatMap((job) => {
    const facts = [...signsOf(job), ...failureOf(job), ...waitOf(job, now)];
    return facts.length === 0 ? [] : [`${nameOf(job)} ${facts.join('; ')}`];
  });
}

/** What keeps a retrain from going on, in the same words, for a line that is not told at every sign of life. */
export function troubleOf(jobs: readonly RunningJob[], now: number): string | undefined {
  const troubles = jobs.flatMap((job) => {
    const facts = [...failureOf(job), ...waitOf(job, now)];
    return facts.length === 0 ? [] : [`${nameOf(job)} ${facts.join('; ')}`];
  });
  return troubles[0];
}

// --- internal ---

/** A worker that is there takes what it is asked for within this. */
const takenWithinMs = 5_000;

function nameOf({ activity }: RunningJob): string {
  return printable(activity.replace(/^retrain\./, ''));
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
