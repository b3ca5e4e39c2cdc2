import { z } from 'zod';
import { exclusionSchema } from './exclusion-schema.ts';
import { holdFields } from './hold-schema.ts';
import { metricSchema } from './metric-schema.ts';
import { pullSchema } from './pull-schema.ts';
import { retrainSchema } from './retrain-schema.ts';
import { ruleSchema } from './rule-schema.ts';
import { scheduleSchema } from './schedule-schema.ts';
import { durationSchema, wholeNumber } from './field-schemas.ts';
import { strict, wanted } from './strict.ts';

const metricNameWanted = wanted('a metric name: 1 to 64 letters, digits, dots, dashes or underscores, a letter first');

/** A monitor as people write it: the one schema for files, TypeScript objects, updates and editors. */
export const monitorSchema = strict(
  {
    $schema: z.string().optional().describe('For editors; not used.'),
    model: z
      .string(wanted('a model id like `shop:ranker`'))
      .describe('Names the model: `<project>:<name>`. The only field that must be given.'),
    tenant: z.string(wanted('text')).nullable().optional().describe('Who owns the model, for filtering and fairness.'),
    streams: z
      .array(z.string(wanted('text')), wanted('a list of texts'))
      .optional()
      .describe('Data streams it serves.'),
    metrics: z
      .record(
        z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/, metricNameWanted),
        metricSchema,
        wanted('an object of metrics such as `{ accuracy: { below: 0.9 } }`')
      )
      .optional()
      .describe('What is watched. Default: moving averages of accuracy below 0.92 or F1 below 0.90.'),
    pull: pullSchema.optional().describe('Where to ask for the metrics, and how often. Default: others send them.'),
    exclude: exclusionSchema.optional().describe('Applies to every metric, in addition to its own `exclude`.'),
    rules: z
      .array(ruleSchema, wanted('a list of rules'))
      .optional()
      .describe('Levels that together ask for a retrain. Default: every detector asks on its own.'),
    schedules: z
      .array(scheduleSchema, wanted('a list of schedules'))
      .optional()
      .describe('Retrains by the clock, whatever the metrics say. Default: none.'),
    ...holdFields,
    ledgerSize: wholeNumber(1, 1_000).optional().describe('Decisions kept. Default: 100.'),
    repeatAlerts: durationSchema
      .nullable()
      .optional()
      .describe('How often open alerts are sent again to notifiers that keep alerts; null: never. Default: 15m.'),
    retrain: retrainSchema.optional().describe('How to train, compare and promote.'),
  },
  'an object with at least `model`'
);

/** What people write. */
export type MonitorFile = z.input<typeof monitorSchema>;

/** The same object, with its type checked by the editor. */
export function defineMonitor(monitor: MonitorFile): MonitorFile {
  return monitor;
}
