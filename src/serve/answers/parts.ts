import { z } from '@hono/zod-openapi';

/** The same zod, which can name schemas for the document. */
export { z };

/** The schema of an answer that is made of a `T`: the compiler checks that every `T` fits, extra fields aside. */
export function told<T>(): <S extends z.ZodType>(schema: T extends z.input<S> ? S : never) => S {
  return (schema) => schema;
}

/**
 * A schema that has a name in the document, or null. `.nullable()` of such a one lets null stand wherever the name is
 * used, or joins the name with a null by `allOf`, which nothing fulfils.
 */
export function orNull<S extends z.ZodType>(schema: S): z.ZodUnion<readonly [S, z.ZodNull]> {
  return z.union([schema, z.null()]);
}

export const time = z.number().describe('Epoch milliseconds.');
export const level = z.enum(['warming-up', 'stable', 'warning', 'drift', 'no-data']);
export const severity = z.enum(['none', 'soft', 'full']);

export const holdReason = z.enum([
  'starting',
  'cooldown',
  'in-flight',
  'paused',
  'quiet-hours',
  'freeze',
  'budget',
  'probation',
  'shadow',
  'kill-switch',
  'circuit-breaker',
  'approval',
  'registry',
  'champion-lost',
]);

export const hold = z
  .object({
    by: holdReason,
    until: time.nullable().describe('When it ends by itself; null: not by itself.'),
    note: z.string().optional(),
  })
  .openapi('Hold');

export const reason = z
  .object({
    type: z.string(),
    text: z.string().describe('The sentence for people.'),
    actor: z.string().optional().describe('Who asked, where somebody did.'),
  })
  .openapi('Reason');

export const evidence = z
  .object({
    metric: z.string(),
    segment: z.string().optional(),
    detector: z.string(),
    statistic: z.number().nullable(),
    limit: z.number().nullable(),
    n: z.number(),
    windowFrom: time.nullable(),
    windowTo: time.nullable(),
  })
  .openapi('Evidence');

export const scope = z
  .union([z.object({ all: z.literal(true) }), z.object({ tenant: z.string() }), z.object({ model: z.string() })])
  .openapi('KillSwitchScope');

export const gateLine = z.object({ rule: z.string(), passed: z.boolean(), text: z.string() }).openapi('GateLine');

/** What a challenger has shown at its gate. */
export const challengerReport = z
  .object({
    samples: z.number().nullable(),
    metrics: z.array(
      z.object({ metric: z.string(), champion: z.number().nullable(), challenger: z.number().nullable() })
    ),
    gate: z.array(gateLine),
  })
  .openapi('ChallengerReport');

/** What a person has said of an alarm or a retrain. */
export const verdict = z
  .object({
    target: z.string().describe('`retrain/3`, or the `id` of an alarm in `played`.'),
    isTrue: z.boolean(),
    actor: z.string(),
    comment: z.string(),
    at: time,
  })
  .openapi('Marking');
