import { z } from 'zod';
import { durationSchema, finite, idSchema, severitySchema, wholeNumber } from './field-schemas.ts';
import { exclusionSchema } from './exclusion-schema.ts';
import { maxPatience } from '../../detectors/with-patience.ts';
import { timeZoneSchema } from './schedule-schema.ts';
import { strict, wanted } from './strict.ts';

export const directions = ['higher-is-better', 'lower-is-better', 'two-sided'] as const;

const detectorWanted = 'a detector such as `{ type: limit, below: 0.9 }`';

const patienceWanted = 'an object such as `{ of: 5, atLeast: 3 }`';

const patienceSchema = strict(
  {
    of: wholeNumber(2, maxPatience).describe('How many of the latest observations it looks back on.'),
    atLeast: wholeNumber(1, maxPatience).describe('In how many of them the statistic must have been beyond its limit.'),
  },
  patienceWanted
).meta({ id: 'Patience' });

/** Options go next to `type`; the detector's own table of parameters lists them. */
export const detectorSchema = z
  .looseObject(
    {
      type: z.string(wanted('the name of a detector')),
      id: idSchema.optional(),
      severity: severitySchema.optional(),
      // A plain number is an option of the detector named `patience`.
      seasonal: z.boolean(wanted('true or false')).optional(),
      patience: z.union([z.number(), patienceSchema], wanted(patienceWanted)).optional(),
    },
    wanted(detectorWanted)
  )
  .meta({ id: 'Detector' });

const alphaWanted = wanted('a number above 0 and at most 1', '0.2 weighs about the last 10 values');

const seasons = ['hour-of-day', 'day-of-week', 'hour-of-week'] as const;
const seasonWanted = `${seasons.slice(0, -1).join(', ')} or ${seasons.at(-1)}, or an object such as \`{ by: hour-of-day, timeZone: Europe/Berlin }\``;

const seasonSchema = strict(
  {
    by: z
      .enum(seasons, wanted(`${seasons.slice(0, -1).join(', ')} or ${seasons.at(-1)}`))
      .describe('What observations are compared with: the same hour of the day, day of the week, or hour of the week.'),
    timeZone: timeZoneSchema.optional().describe('Whose hours and days. Default: UTC.'),
  },
  seasonWanted
).meta({ id: 'Seasonality' });

export const metricSchema = strict(
  {
    direction: z
      .enum(directions, wanted('higher-is-better, lower-is-better or two-sided'))
      .optional()
      .describe('Which way is good. Not needed for known metrics such as accuracy and latencyMs.'),
    drift: z
      .enum(['conceptDrift', 'dataDrift', 'performanceDrop'], wanted('conceptDrift, dataDrift or performanceDrop'))
      .optional()
      .describe('The kind of drift that a breach is evidence for. Default: by the metric, else conceptDrift.'),
    severity: severitySchema
      .optional()
      .describe('What its detectors ask for unless they say otherwise. Default: full for dataDrift, else soft.'),
    below: finite().optional().describe('Short for a limit detector that fires below this value.'),
    above: finite().optional().describe('Short for a limit detector that fires above this value.'),
    detectors: z
      .array(z.union([z.string(), detectorSchema], wanted(detectorWanted)), wanted('a list of detectors'))
      .optional()
      .describe(
        'What watches the metric; a plain name leaves every option at its default. Default: `level-shift`, unless `below` or `above` is given; with an empty list nothing fires.'
      ),
    noDataAfter: durationSchema
      .optional()
      .describe('Silence longer than this is `no-data`. Default: silence is never judged.'),
    window: wholeNumber(1, 5_000).optional().describe('Latest values kept for display. Default: 50.'),
    alpha: z
      .number(alphaWanted)
      .gt(0, alphaWanted)
      .max(1, alphaWanted)
      .optional()
      .describe('Weight of the latest value in the average kept for display. Default: 0.2.'),
    exclude: exclusionSchema
      .optional()
      .describe('Observations in these times are counted, but neither judged nor learned from.'),
    seasonality: z
      .union([z.enum(seasons), seasonSchema], wanted(seasonWanted))
      .optional()
      .describe('Detectors that find changes see the difference from the same hour or day before. Default: the value.'),
    allowedLateness: durationSchema
      .optional()
      .describe('Observations up to this late are put in their place and judged again. Default: order of arrival.'),
    aggregate: durationSchema
      .optional()
      .describe(
        'Windows of event time, such as `1h`: each is judged as one value of so many rows once it is over. Default: every observation on its own.'
      ),
    lateBuffer: wholeNumber(1, 5_000)
      .optional()
      .describe(
        'Observations that a stream keeps open for late ones; beyond that the oldest close early. Default: 100.'
      ),
    maxSegments: wholeNumber(0, 10_000)
      .optional()
      .describe('Segments with their own state. Default: 50, fewer if the state of all streams would exceed 1 MiB.'),
  },
  'an object such as `{ below: 0.9 }`'
).meta({ id: 'Metric' });

export type MetricFile = z.output<typeof metricSchema>;
export type DetectorFile = z.output<typeof detectorSchema>;
