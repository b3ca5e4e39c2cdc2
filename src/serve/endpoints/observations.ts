import { timeUnits } from '../../rows/time.ts';
import { strict, wanted } from '../../config/schema/strict.ts';
import { maxKeyLength } from '../../core/wire/keys.ts';
import { maxSequence } from '../intake/row-keys.ts';
import { z } from '../answers/parts.ts';
import { observationFormats } from '../intake/rows-of-body.ts';
import { flag } from './fields.ts';

export const observationsPath = '/v1/models/{model}/observations';

const sourceWanted = wanted('1 to 100 characters');
const sequenceWanted = wanted(`a whole number from 1 to ${maxSequence}`);

/** How observations are taken; see docs/serve.md. */
export const observationsQuery = strict(
  {
    format: z
      .enum(observationFormats, wanted(observationFormats.join(', ')))
      .optional()
      .describe('What the body holds. Default: by its media type, else by its first line.'),
    timeUnit: z
      .enum(timeUnits, wanted(timeUnits.join(', ')))
      .optional()
      .describe('Of times that are numbers. Default: ms.'),
    ignoreUnknown: flag.describe('Leaves out metrics that the monitor does not watch, instead of refusing their rows.'),
    force: flag.describe('Takes implausible values and times too, and versions newer than all that the monitor knows.'),
    source: z
      .string(sourceWanted)
      .min(1, sourceWanted)
      .max(100, sourceWanted)
      .optional()
      .describe('Who sends, with `sequence`: the same body under the same number counts once, however large it is.'),
    sequence: z.coerce
      .number(sequenceWanted)
      .int(sequenceWanted)
      .min(1, sequenceWanted)
      .max(maxSequence, sequenceWanted)
      .optional()
      .describe('Grows with every body of the source.'),
  },
  'a query'
).refine(({ source, sequence }) => (source === undefined) === (sequence === undefined), {
  path: ['sequence'],
  ...wanted('given together with `source`', 'give both or neither'),
});

const keyWanted = wanted(`a text of 1 to ${maxKeyLength - 20} characters`);

export const observationsHeaders = z.object({
  'idempotency-key': z
    .string(keyWanted)
    .min(1, keyWanted)
    .max(maxKeyLength - 20, keyWanted)
    .optional()
    .describe('The same body under the same key counts once.'),
});
