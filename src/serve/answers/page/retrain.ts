import { decision } from '../explanation.ts';
import { evidence, orNull, reason, time, told, verdict, z } from '../parts.ts';
import type { RunningJob } from '../../../client/calls/running-jobs.ts';

export const job = told<RunningJob>()(
  z
    .object({
      activity: z.string(),
      attempt: z.number(),
      startedAt: time.nullable().describe('null: it waits for a worker.'),
      heartbeatAt: time.nullable().describe('Its newest sign of life.'),
      fraction: z.number().nullable(),
      message: z.string().nullable(),
      score: z.number().nullable().describe('Intermediate value of the objective.'),
      log: z.array(z.string()).describe('The newest lines that it has printed.'),
      failure: z.string().nullable().describe('Why the attempt before failed.'),
    })
    .openapi('RunningJob')
);

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
