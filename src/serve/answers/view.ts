import type { MonitorView } from '../../core/wire/answers.ts';
import { challengerReport, gateLine, hold, level, orNull, reason, scope, time, told, z } from './parts.ts';

const act = z.object({ at: time, actor: z.string(), comment: z.string() });

const approval = z
  .object({
    generation: z.number(),
    version: z.string(),
    against: z.string().nullable().optional(),
    report: challengerReport.optional(),
    since: time,
    timeoutAt: time.nullable(),
    onTimeout: z.enum(['reject', 'promote']),
    decided: act.nullable(),
  })
  .openapi('Approval');

const liveTrial = z
  .object({ generation: z.number(), version: z.string(), against: z.string(), since: time, until: time })
  .openapi('LiveTrial');

const inFlight = z
  .object({
    generation: z.number(),
    retrainId: z.string(),
    kind: z.enum(['soft', 'full']),
    launchedAt: time,
    startedAt: time.nullable(),
    cancelled: act
      .optional()
      .describe('Who has had it cancelled: it ends when its job has stopped or, without heartbeats, is given up.'),
    reasons: z.array(reason),
  })
  .openapi('InFlight');

const lastRetrain = z
  .object({
    generation: z.number(),
    kind: z.enum(['soft', 'full']),
    status: z
      .string()
      .describe(
        'How its workflow ended: `promoted`, `awaiting-approval`, `rejected`, `superseded`, `failed` or `cancelled`. It never changes: `awaiting-approval` stays after the version was approved. What has become of it since is `outcome`.'
      ),
    version: z.string().nullable(),
    startedAt: time,
    finishedAt: time,
    note: z.string().nullable(),
    outcome: z
      .string()
      .describe(
        'What has become of it by now: its `status` or, where its version was to wait for approval, what it does or was decided since: `in-shadow` (nobody can approve it), `promoted`, `rejected`, `shadow-failed`, `shadow-timed-out`, `timed-out`, `superseded` or, of one that served, `rolled-back`; `no-longer-known` where the ledger has forgotten. A version that was adopted since counts as `promoted`.'
      ),
    gate: z.array(gateLine).optional(),
  })
  .openapi('LastRetrain');

const series = z
  .object({
    metric: z.string(),
    segment: z.string().describe('Empty: the model as a whole.'),
    level,
    n: z.number(),
    last: z.number(),
    ewma: z.number(),
    lastAt: time,
    undated: z.literal(true).optional(),
  })
  .openapi('Series');

/** A monitor at a glance. */
export const viewAnswer = told<MonitorView>()(
  z
    .object({
      model: z.string(),
      tenant: z.string().nullable(),
      phase: z.enum(['active', 'paused', 'stopped']),
      pausedBy: act.nullable(),
      level,
      status: z.string().describe('What it is in one word, as in the search attribute `RetrainState`.'),
      summary: z.string().describe('What it does now, in one sentence without a full stop.'),
      champion: z.string().nullable(),
      generation: z.number(),
      inFlight: orNull(inFlight),
      approval: orNull(approval),
      lastRetrain: orNull(lastRetrain),
      shadow: orNull(liveTrial),
      probation: orNull(liveTrial),
      rollback: z.object({ at: time, actor: z.string() }).nullable(),
      adoption: act.extend({ version: z.string() }).nullable(),
      registry: z.object({
        id: z.string().nullable(),
        trouble: z.object({ kind: z.string(), text: z.string(), since: time }).nullable(),
        differs: z.string().nullable(),
      }),
      pullFaults: z
        .array(z.object({ metric: z.string(), text: z.string(), since: time }))
        .optional()
        .describe('Queries for its metrics that fail. Absent without any.'),
      notifiers: z
        .array(
          z.object({
            name: z.string(),
            since: time,
            error: z.string().describe('What it answers.'),
            waiting: z.number().describe('Notices that wait for it.'),
            missed: z.number().describe('Notices that it will not get.'),
          })
        )
        .optional()
        .describe('Notifiers that do not answer. Absent when all do.'),
      commandFailed: z.object({ at: time, command: z.string(), message: z.string() }).nullable(),
      killSwitch: z.object({ scope: orNull(scope), since: time, actor: z.string(), comment: z.string() }).nullable(),
      holds: z.array(hold),
      triggers: z.array(
        z.object({
          key: z.string(),
          code: z.enum(['drift', 'still-in-drift', 'schedule', 'manual']),
          severity: z.enum(['soft', 'full']),
          reasons: z.array(reason),
          raisedAt: time,
        })
      ),
      breakerOpenedAt: time.nullable(),
      escalated: z.boolean(),
      policyRevision: z.number(),
      startedAt: time,
      next: z.object({ at: time, what: z.string() }).nullable(),
      schedules: z.array(z.object({ id: z.string(), nextAt: time, due: z.number(), coalesced: z.number() })),
      series: z.array(series),
      counts: z.object({
        observations: z.number(),
        batches: z.number(),
        duplicates: z.number(),
        repeated: z.number(),
        indistinct: z.number(),
        unknownMetric: z.number(),
        outOfOrder: z.number(),
        tooLate: z.number(),
        evaluations: z.number(),
      }),
      refused: z.array(z.object({ at: time, reason: z.string() })),
      sources: z.number(),
    })
    .openapi('MonitorView')
);

/** The newest values of a metric, for a chart. */
export const seriesAnswer = z
  .object({
    model: z.string(),
    series: z.array(series.extend({ values: z.array(z.number()).describe('The newest, oldest first.') })),
  })
  .openapi('SeriesOfModel');
