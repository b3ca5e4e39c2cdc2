import { evidence, orNull, reason, time, told, z } from '../parts.ts';
import { warning } from '../versions.ts';
import type { ApprovalReport } from '../../page/approval-report.ts';

const value = z.number().nullable();
const json = z.record(z.string(), z.unknown());

const side = z
  .object({
    version: z.string(),
    createdAt: time.nullable(),
    samples: z.number().nullable().describe('Held-out rows.'),
    bytes: z.number().nullable().describe('Size of the artifact.'),
    sha256: z.string().nullable(),
    dataWindow: z.object({ from: time.nullable(), to: time.nullable(), samples: z.number() }).nullable(),
    hyperparameters: json.nullable(),
  })
  .openapi('ApprovalSide');

/** Everything that somebody should have seen who approves. */
export const approvalReport = told<ApprovalReport>()(
  z
    .object({
      generation: z.number(),
      version: z.string(),
      against: z.string().nullable(),
      kind: z.string().nullable(),
      since: time,
      timeoutAt: time.nullable(),
      onTimeout: z.enum(['reject', 'promote']),
      decided: z.object({ at: time, actor: z.string(), comment: z.string() }).nullable(),
      text: z.string().describe('What it is about, in one sentence.'),
      champion: orNull(side).describe('null: nothing serves yet.'),
      challenger: side,
      metrics: z.array(
        z
          .object({
            metric: z.string(),
            champion: value,
            challenger: value,
            better: z
              .enum(['champion', 'challenger', 'neither'])
              .nullable()
              .describe('null: it is not known which way.'),
          })
          .openapi('ComparedMetric')
      ),
      slices: z.array(
        z
          .object({
            slice: z.string(),
            metric: z.string(),
            champion: value,
            challenger: value,
            passed: z.boolean().nullable().describe('null: no rule looks at it.'),
          })
          .openapi('ComparedSlice')
      ),
      checks: z.array(
        z
          .object({
            rule: z.string(),
            metric: z.string(),
            slice: z.string().optional(),
            champion: value,
            challenger: value,
            limit: value,
            passed: z.boolean(),
            text: z.string(),
          })
          .openapi('GateCheck')
      ),
      loss: orNull(
        z
          .object({
            samples: z.number().describe('Paired rows.'),
            gain: z.number().describe('Mean loss of the champion minus that of the challenger: above 0 is better.'),
            low: value.describe('The gain lies between `low` and `high` in 95 of 100 resamples.'),
            high: value,
            pValue: z.number(),
            limit: value.describe('Largest p-value that passes; null: the gate does not test.'),
          })
          .openapi('PairedLoss')
      ),
      hyperparameters: z.array(
        z.object({ name: z.string(), champion: z.unknown(), challenger: z.unknown(), changed: z.boolean() })
      ),
      reasons: z.array(reason),
      evidence: z.array(evidence),
    })
    .openapi('ApprovalReport')
);

export const approvalAnswer = z
  .object({ model: z.string(), approval: orNull(approvalReport).describe('null: nothing waits.'), warning })
  .openapi('ApprovalOfModel');
