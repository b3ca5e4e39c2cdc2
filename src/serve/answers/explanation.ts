import type { Decision } from '../../core/state/decision.ts';
import type { Explanation } from '../../core/wire/answers.ts';
import {
  challengerReport,
  evidence,
  gateLine,
  hold,
  level,
  reason,
  severity,
  time,
  told,
  verdict,
  z,
} from './parts.ts';

/** One entry of the ledger. */
export const decision = told<Decision>()(
  z
    .object({
      at: time,
      decision: z.enum(['launched', 'held', 'expired', 'settled', 'rejudged', 'none']),
      reasonCodes: z.array(z.string()),
      reasons: z.array(reason),
      heldBy: z.array(hold),
      evidence: z.array(evidence),
      severity,
      policyRevision: z.number(),
      generation: z.number().nullable(),
      note: z.string().optional(),
    })
    .openapi('Decision')
);

/** Why it retrained, why it did not, and how far every metric is from firing. */
export const explanationAnswer = told<Explanation>()(
  z
    .object({
      model: z.string(),
      at: time,
      summary: z.string(),
      distances: z.array(
        z
          .object({
            metric: z.string(),
            segment: z.string(),
            detector: z.string(),
            type: z.string(),
            level,
            statistic: z.number().nullable(),
            limit: z.number().nullable(),
            toFiring: z.number().nullable().describe('0 or less: beyond the limit. null while warming up.'),
            fires: z.enum(['above', 'below']).optional().describe('Which side of the limit fires.'),
            isValue: z.boolean().optional().describe("Whether statistic and limit are in the metric's own unit."),
            driftSince: time.optional().describe('Event time since which it has not been stable, of one in drift.'),
            asksForNothing: z.literal(true).optional().describe('Fires without asking for a retrain.'),
            knows: z.array(z.string()).optional().describe('What the detector has learnt of the stream.'),
            n: z.number(),
            rows: z.number().optional().describe('Rows that the statistic stands for, where that was sent.'),
            patience: z
              .object({ beyond: z.number(), atLeast: z.number(), of: z.number() })
              .optional()
              .describe('How many of the newest values are beyond the limit, of those it waits for.'),
            text: z.string(),
          })
          .openapi('Distance')
      ),
      holds: z.array(hold),
      warnings: z.array(z.string()).optional(),
      registry: z.array(z.string()).optional(),
      pull: z.array(z.string()).optional(),
      notifiers: z.array(z.string()).optional(),
      retrying: z.array(z.string()).optional(),
      refused: z
        .array(z.object({ at: time, reason: z.string() }))
        .optional()
        .describe('Newest first.'),
      waiting: z.array(z.string()),
      challenger: z
        .object({ version: z.string(), against: z.string().nullable(), report: challengerReport.optional() })
        .optional(),
      gate: z.array(gateLine).optional(),
      decisions: z.array(decision).describe('Newest first.'),
      trials: z.array(z.string()),
      judged: z
        .object({
          generation: z.number(),
          version: z.string(),
          outcome: z.enum(['approved', 'rejected', 'timed-out', 'superseded']),
          actor: z.string(),
          comment: z.string(),
          at: time,
        })
        .nullable(),
      served: z.array(z.string()).optional().describe('Versions that have served, the champion last.'),
      marks: z.array(verdict).optional().describe('What people have said of alarms and retrains.'),
      evaluations: z.number(),
      withoutConsequence: z.number(),
    })
    .openapi('Explanation')
);

export const ledgerAnswer = z
  .object({ model: z.string(), decisions: z.array(decision), more: z.number().describe('Older entries not told.') })
  .openapi('Ledger');
