import { decision } from '../explanation.ts';
import { evidence, orNull, reason, time, told, verdict, z } from '../parts.ts';
import type { RetrainProgress } from '../../../core/wire/answers.ts';
import type { RetrainUnderWay } from '../../../client/calls/retrain-progress.ts';
import type { RunningJob } from '../../../client/calls/running-jobs.ts';

export const job = told<RunningJob>()(
  z
    .object({
      activity: z.string(),
      attempt: z.number(),
      scheduledAt: time.nullable().describe('When it was asked for.'),
      startedAt: time.nullable().describe('null: it waits for its first worker.'),
      isWaiting: z.boolean().describe('No worker has taken this attempt, and nothing keeps one from it.'),
      taskQueue: z.string().nullable().describe('Whose workers it is for, where the server tells.'),
      nextAt: time.nullable().describe('When the next attempt begins, after one that failed.'),
      heartbeatAt: time.nullable().describe('Its newest sign of life.'),
      fraction: z.number().nullable(),
      message: z.string().nullable(),
      score: z.number().nullable().describe('Intermediate value of the objective.'),
      log: z.array(z.string()).describe('The newest lines that it has printed.'),
      failure: z.string().nullable().describe('Why the attempt before failed.'),
    })
    .openapi('RunningJob')
);

/** What is told of a retrain under way: where it is, and its jobs. */
export function parted(
  model: string,
  underWay: RetrainUnderWay | null
): { model: string; progress: RetrainProgress | null; jobs: RunningJob[] } {
  if (underWay === null) return { model, progress: null, jobs: [] };
  const { jobs, ...progress } = underWay;
  return { model, progress, jobs };
}

export const retrainAnswer = z
  .object({
    model: z.string(),
    generation: z.number(),
    retrainId: z.string().describe('The id of its workflow.'),
    kind: z.enum(['soft', 'full']).nullable(),
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
    status: z
      .string()
      .nullable()
      .describe(
        '`running`, or how it ended, with what was decided on its version since; null: the server has nothing of it any more.'
      ),
    version: z.string().nullable(),
    previousVersion: z.string().nullable(),
    trials: z.number().nullable(),
    error: z.string().nullable(),
    metrics: z.record(z.string(), z.number()).nullable(),
    checks: z.array(z.object({ rule: z.string(), passed: z.boolean(), text: z.string() })),
    policyRevision: z.number().nullable(),
    dataUntil: time.nullable(),
    reasons: z.array(reason),
    evidence: z.array(evidence),
    decisions: z.array(decision).describe('What the ledger says of it, newest first.'),
    verdict: orNull(verdict),
  })
  .openapi('RetrainRecord');
