import { z } from 'zod';
import { idSchema, severitySchema, wholeNumber } from './field-schemas.ts';
import { strict, wanted } from './strict.ts';

const termWanted = '`metric`, `metric:detector` or `{ metric, detector?, segment?, level? }`';

const termSchema = z
  .union(
    [
      z.string(),
      strict(
        {
          metric: z.string(wanted('the name of a metric')),
          detector: z.string(wanted('the id of a detector')).optional(),
          segment: z.string(wanted('the name of a segment')).optional(),
          level: z.enum(['warning', 'drift'], wanted('warning or drift')).optional().describe('Default: drift.'),
        },
        termWanted
      ),
    ],
    wanted(termWanted)
  )
  .meta({ id: 'RuleTerm' });

const terms = z.array(termSchema, wanted('a list of terms')).min(1, wanted('a list of at least one term'));

export const ruleSchema = strict(
  {
    id: idSchema,
    any: terms.optional().describe('Fires if at least one of them holds.'),
    all: terms.optional().describe('Fires if all of them hold.'),
    atLeast: wholeNumber(1).optional().describe('With `of`: fires if this many of them hold.'),
    of: terms.optional(),
    severity: severitySchema.optional().describe('Default: soft.'),
  },
  'a rule such as `{ id: both, all: [accuracy, f1], severity: full }`'
).meta({ id: 'Rule' });

export type RuleFile = z.output<typeof ruleSchema>;
export type TermFile = z.output<typeof termSchema>;
