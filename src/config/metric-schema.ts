import { z } from 'zod';
import { durationSchema, finite, idSchema, severitySchema, wholeNumber } from './field-schemas.ts';
import { maxPatience } from '../detectors/with-patience.ts';
import { strict, wanted } from './strict.ts';

export const directions = ['higher-is-better', 'lower-is-better', 'two-sided'] as const;

const detectorWanted = 'a detector such as `{ type: limit, below: 0.9 }`';

const patienceWanted = 'an object such as `{ of: 5, atLeast: 3 }`';

const patienceSchema = strict(
  { of: wholeNumber(2, maxPatience), atLeast: wholeNumber(1, maxPatience) },
  patienceWanted
).meta({ id: 'Patience' });

/** Its options stand beside `type`; which there are is told by the detector's own table of parameters. */
export const detectorSchema = z
  .looseObject(
    {
      type: z.string(wanted('the name of a detector')),
      id: idSchema.optional(),
      severity: severitySchema.optional(),
      // A plain number is the detector `patience`'s own option.
      patience: z.union([z.number(), patienceSchema], wanted(patienceWanted)).optional(),
    },
    wanted(detectorWanted)
  )
  .meta({ id: 'Detector' });

const alphaWanted = wanted('a number above 0 and at most 1', '0.2 weighs about the last 10 values');

export const metricSchema = strict(
  {
    direction: z
      .enum(directions, wanted('higher-is-better, lower-is-better or two-sided'))
      .optional()
      .describe('Which way is good. Known metrics such as accuracy and latencyMs need not say it.'),
    drift: z
      .enum(['conceptDrift', 'dataDrift', 'performanceDrop'], wanted('conceptDrift, dataDrift or performanceDrop'))
      .optional()
      .describe('Which kind of drift a breach is evidence for. Default: by the metric, else conceptDrift.'),
    severity: severitySchema
      .optional()
      .describe('What its detectors ask for unless they say otherwise. Default: full for dataDrift, else soft.'),
    below: finite().optional().describe('Short for a limit detector that fires under this value.'),
    above: finite().optional().describe('Short for a limit detector that fires over this value.'),
    detectors: z
      .array(z.union([z.string(), detectorSchema], wanted(detectorWanted)), wanted('a list of detectors'))
      .optional()
      .describe(
        'What watches the metric; a plain name takes every option at its default. Default: `change`, unless there is `below` or `above`; an empty list only watches.'
      ),
    noDataAfter: durationSchema.optional().describe('Silence longer than this is `no-data`. Default: never judged.'),
    window: wholeNumber(1, 5_000).optional().describe('Newest values kept for showing. Default: 50.'),
    alpha: z
      .number(alphaWanted)
      .gt(0, alphaWanted)
      .max(1, alphaWanted)
      .optional()
      .describe('Weight of the newest value in the average kept for showing. Default: 0.2.'),
    maxSegments: wholeNumber(0, 10_000).optional().describe('Segments with a state of their own. Default: 50.'),
  },
  'an object such as `{ below: 0.9 }`'
).meta({ id: 'Metric' });

export type MetricFile = z.output<typeof metricSchema>;
export type DetectorFile = z.output<typeof detectorSchema>;
