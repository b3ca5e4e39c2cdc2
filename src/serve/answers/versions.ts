import type { ModelCard, Reign, VersionCard } from '../../core/wire/model-card.ts';
import type { RetrainProgress } from '../../core/wire/answers.ts';
import { challengerReport, orNull, time, told, z } from './parts.ts';
import { job } from './page/retrain.ts';

const json = z.record(z.string(), z.unknown());

/** A version, with where it comes from and where its bytes are. */
export const championAnswer = told<VersionCard>()(
  z
    .object({
      version: z.string(),
      createdAt: time,
      artifact: z
        .object({ uri: z.string(), sha256: z.string().describe('Of the bytes, lower-case hex.'), bytes: z.number() })
        .openapi('Artifact'),
      metrics: z.record(z.string(), z.number()),
      streams: z.array(z.string()),
      aliases: z.array(z.enum(['champion', 'challenger', 'previous'])),
      became: z
        .string()
        .optional()
        .describe(
          'What became of one that was rolled back, or waited and never served, while the monitor knows: `rolled-back`, `superseded`, `rejected`, …'
        ),
      lineage: z.object({
        parent: z.string().nullable(),
        generation: z.number(),
        kind: z.enum(['soft', 'full', 'initial']),
        policyRevision: z.number(),
        reasons: z.array(z.string()),
        hyperparameters: json.nullable(),
        dataWindow: z
          .object({ from: time.nullable(), to: time.nullable(), samples: z.number(), digest: z.string().optional() })
          .nullable(),
      }),
      gate: orNull(challengerReport.extend({ passed: z.boolean() })),
    })
    .openapi('Version')
);

/** In every answer of what the registry knows. */
export const warning = z
  .string()
  .optional()
  .describe("The worker that has answered reads another registry than the monitor's.");

export const versionsAnswer = told<Omit<ModelCard, 'reigns' | 'whole'>>()(
  z
    .object({
      model: z.string(),
      registry: z.string(),
      champion: z.string().nullable(),
      challenger: z.string().nullable(),
      previous: z.string().nullable(),
      shown: z.string().nullable().optional(),
      serving: orNull(championAnswer),
      versions: z.array(championAnswer),
      more: z.number().describe('Older ones that are not among these.'),
      registryId: z.string().optional().describe('Identity of the registry that has answered.'),
      warning,
    })
    .openapi('Versions')
);

const reign = told<Reign>()(
  z
    .object({
      version: z.string().nullable(),
      from: time,
      until: time.nullable().describe('null: it still serves.'),
      actor: z.string(),
      reason: z.string(),
    })
    .openapi('Reign')
);

export const historyAnswer = z.object({ model: z.string(), reigns: z.array(reign), warning }).openapi('History');

const progress = told<RetrainProgress>()(
  z
    .object({
      retrainId: z.string(),
      stage: z.enum(['preparing', 'tuning', 'training', 'evaluating', 'registering', 'promoting', 'done']),
      trials: z.array(z.object({ number: z.number(), params: json, state: z.string(), value: z.number().nullable() })),
      study: z
        .object({
          planned: z.number(),
          begun: z.number(),
          failed: z.number(),
          pruned: z.number(),
          metric: z.string(),
          goal: z.enum(['maximize', 'minimize']),
          best: z.object({ number: z.number(), value: z.number() }).nullable(),
        })
        .optional(),
      version: z.string().nullable(),
    })
    .openapi('RetrainProgress')
);

export const progressAnswer = z
  .object({
    model: z.string(),
    progress: orNull(progress),
    jobs: z.array(job).describe('What is at work, with its signs of life.'),
  })
  .openapi('Retrain');
