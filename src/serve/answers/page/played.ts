import type { ChampionBand, Mark, Played, PlayedDecision, PlayedSeries, Span } from '../../../backtest/life/played.ts';
import { decision } from '../explanation.ts';
import { holdReason, level, orNull, time, told, z } from '../parts.ts';
import { numbers, numbersOrNull, trailView } from './trail.ts';

const times = z.array(time);

const aside = z.object({ at: times, value: numbers, heard: times }).openapi('Aside');

const series = told<PlayedSeries>()(
  z
    .object({
      metric: z.string(),
      segment: z.string().describe('Empty: the model as a whole.'),
      observations: z.number(),
      isSampled: z
        .boolean()
        .describe('A point stands for several observations: `value` is their mean, between `min` and `max`.'),
      at: times.describe('Event time; of several observations that of the last.'),
      heard: times.describe("The monitor's clock when it judged them."),
      count: numbers,
      value: numbers,
      min: numbers,
      max: numbers,
      average: numbersOrNull.describe('The running average after the last of them.'),
      level: z.array(level).describe('The worst among them.'),
      detectors: z.array(
        z
          .object({
            id: z.string(),
            type: z.string(),
            fires: z.enum(['above', 'below']),
            isValue: z.boolean().describe("Statistic and limit are in the metric's own unit."),
            statistic: numbersOrNull.describe('Of several observations the one that was nearest to firing.'),
            limit: numbersOrNull,
            level: z.array(level),
          })
          .openapi('PlayedDetector')
      ),
      late: aside.describe('What came later than its neighbours; the newest 500.'),
      excluded: aside.describe('What came in times that are excluded; the newest 500.'),
      before: orNull(trailView).describe('What lies before the first event that was played.'),
    })
    .openapi('PlayedSeries')
);

/** Where something stands that lasted. */
const eventSpan = {
  eventFrom: time.describe(
    'Its place in event time: behind the newest value that the monitor had heard; of a drift the value that fired.'
  ),
  eventUntil: time.nullable(),
};
const eventAt = time.describe(
  'Its place in event time: of an alarm the value that fired, else behind the newest that the monitor had heard.'
);

const band = told<ChampionBand>()(
  z
    .object({
      version: z.string().nullable(),
      from: time.describe("The monitor's clock."),
      until: time.nullable(),
      ...eventSpan,
      by: z.string().nullable().describe('null: it served when the first event was played.'),
      why: z.string(),
    })
    .openapi('ChampionBand')
);

const span = told<Span>()(
  z
    .object({
      kind: z.enum([
        'hold',
        'drift',
        'no-data',
        'retrain',
        'approval',
        'shadow',
        'probation',
        'pause',
        'kill-switch',
        'breaker',
        'registry-trouble',
      ]),
      from: time.describe("The monitor's clock."),
      until: time.nullable().describe('null: it lasts.'),
      ...eventSpan,
      text: z.string(),
      by: holdReason.optional(),
      metric: z.string().optional(),
      segment: z.string().optional(),
      detector: z.string().optional(),
      generation: z.number().optional(),
      version: z.string().optional(),
      outcome: z.string().optional(),
    })
    .openapi('Span')
);

const mark = told<Mark>()(
  z
    .object({
      at: time.describe("The monitor's clock."),
      seen: time.nullable().describe('The newest event time that it had seen by then, at most its clock.'),
      eventAt,
      kind: z.string().describe('An event as notifiers hear it, `trigger` or `command`.'),
      text: z.string(),
      id: z.string().optional().describe('By which it can be marked true or false.'),
      metric: z.string().optional(),
      segment: z.string().optional(),
      detector: z.string().optional(),
      generation: z.number().optional(),
      version: z.string().optional(),
      actor: z.string().optional(),
      verdict: z
        .object({ isTrue: z.boolean(), actor: z.string(), comment: z.string(), at: time })
        .optional()
        .describe('What a person has said of it.'),
    })
    .openapi('Mark')
);

const playedDecision = told<PlayedDecision>()(decision.extend({ eventAt }).openapi('PlayedDecision'));

/** A monitor's life, played by the same code that lived it. */
export const playedAnswer = told<Played>()(
  z
    .object({
      model: z.string(),
      from: time.nullable().describe("The monitor's clock from which every event was played; null: none has been."),
      to: time.nullable(),
      fromBirth: z.boolean().describe('Whether it began then; else `before` of the series tells of earlier.'),
      runs: z.number(),
      agrees: z.boolean().describe('Every run ended as the next one says that it began.'),
      observations: z.number(),
      series: z.array(series),
      more: z.number().describe('Series that are not among these; ask for them by `metric` and `segment`.'),
      champions: z.array(band),
      spans: z.array(span),
      marks: z.array(mark),
      decisions: z.array(playedDecision).describe('The ledger, oldest first.'),
    })
    .openapi('Played')
);
