import { z } from 'zod';
import { freezeSchema, quietHoursSchema } from './hold-schema.ts';
import { strict, wanted } from './strict.ts';

/** Times that count neither for nor against a metric. */
export const exclusionSchema = strict(
  {
    spans: z
      .array(freezeSchema, wanted('a list of spans'))
      .optional()
      .describe('Once: an outage, a sale, a migration.'),
    weekly: z
      .array(quietHoursSchema, wanted('a list of spans'))
      .optional()
      .describe('Every week, or on some of its days: a nightly batch run, the weekend.'),
  },
  'an object with `spans` or `weekly`, such as `{ weekly: [{ from: "01:00", to: "02:00" }] }`'
).meta({ id: 'Exclusions' });

export type ExclusionFile = z.output<typeof exclusionSchema>;
