import { z, scope } from './parts.ts';

const keyword = z.string().nullable();

export const fleetAnswer = z
  .object({
    monitors: z.array(
      z
        .object({
          model: z.string(),
          workflowId: z.string(),
          runId: z.string(),
          status: z.string(),
          taskQueue: z.string(),
          startedAt: z.string().describe('ISO 8601.'),
          tenant: keyword,
          state: keyword,
          retrainFailed: z
            .literal(true)
            .optional()
            .describe('Only where its newest retrain that has ended has failed; a later one that does not ends that.'),
          breakerOpen: z
            .literal(true)
            .optional()
            .describe('Only where its circuit breaker is open, also where `state` is `killed` or `paused`.'),
          severity: keyword,
          champion: keyword,
          lastReason: keyword,
          hasWorker: z.boolean().nullable().describe('Whether a worker polls its task queue; null: not known.'),
        })
        .openapi('MonitorSummary')
    ),
    nextPage: z.string().nullable().describe('Asks for the next page; null at the end.'),
  })
  .openapi('Fleet');

export const killSwitchesAnswer = z
  .object({
    killSwitches: z.array(z.object({ scope, since: z.string(), actor: z.string(), comment: z.string() })),
  })
  .openapi('KillSwitches');

export const turnedAnswer = z
  .object({
    scope,
    changed: z.boolean().describe('False when it was so already, and with `dryRun`.'),
    monitors: z.number().nullable().describe('Running monitors that the switch holds; null: not known just now.'),
    text: z.string().describe('What it means, in a sentence.'),
  })
  .openapi('Turned');
