import type { TrailAnswer, TrailView } from '../../../core/wire/answers.ts';
import { level, orNull, time, told, z } from '../parts.ts';

/** Columns of numbers. */
export const numbers = z.array(z.number());
export const numbersOrNull = z.array(z.number().nullable());

export const trailView = told<TrailView>()(
  z
    .object({
      everyMs: z.number().describe('How long a bucket is.'),
      at: z.array(time).describe('Event time at which each bucket begins; empty ones are left out.'),
      count: numbers,
      mean: numbers,
      min: numbers,
      max: numbers,
      average: numbers.describe('The moving average at its end.'),
    })
    .openapi('TrailColumns')
);

export const trailAnswer = told<TrailAnswer>()(
  z
    .object({
      model: z.string(),
      at: time,
      status: z.string(),
      level,
      series: z.array(
        z
          .object({
            metric: z.string(),
            segment: z.string().describe('Empty: the model as a whole.'),
            level,
            n: z.number(),
            last: z.number(),
            ewma: z.number(),
            lastAt: time,
            nearest: z
              .object({
                detector: z.string(),
                statistic: z.number().nullable(),
                limit: z.number().nullable(),
                toFiring: z.number().nullable().describe('0 or less: beyond the limit.'),
                text: z.string(),
              })
              .optional()
              .describe('The detector that is nearest to firing; absent while all are warming up.'),
            trail: orNull(trailView),
          })
          .openapi('TrailSeries')
      ),
      more: z.number().describe('Series that are not among these.'),
    })
    .openapi('Trail')
);

export const sparklinesAnswer = z
  .object({
    models: z.array(trailAnswer),
    unanswered: z
      .array(z.object({ model: z.string(), detail: z.string() }))
      .describe('Monitors that did not answer, and why.'),
  })
  .openapi('Sparklines');
