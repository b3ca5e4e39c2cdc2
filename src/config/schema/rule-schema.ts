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
          metric: z.string(wanted('the name of a metric')).describe('A metric of the file.'),
          detector: z
            .string(wanted('the id of a detector'))
            .optional()
            .describe('The id of one of its detectors. Default: any of them.'),
          segment: z.string(wanted('the name of a segment')).optional().describe('Default: any, or none.'),
          level: z
            .enum(['warning', 'drift'], wanted('warning or drift'))
            .optional()
            .describe('The level that holds: `warning` also holds in drift. Default: drift.'),
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
    id: idSchema.describe('Names the rule in the ledger.'),
    any: terms.optional().describe('Fires if at least one of them holds.'),
    all: terms.optional().describe('Fires if all of them hold.'),
    atLeast: wholeNumber(1).optional().describe('With `of`: fires if this many of them hold.'),
    of: terms.optional().describe('What `atLeast` counts.'),
    severity: severitySchema.optional().describe('What it asks for: none, soft or full. Default: soft.'),
  },
  'a rule such as `{ id: both, all: [accuracy, f1], severity: full }`'
).meta({ id: 'Rule' });

export type RuleFile = z.output<typeof ruleSchema>;
export type TermFile = z.output<typeof termSchema>;
