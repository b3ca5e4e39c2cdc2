import { z } from 'zod';
import { didYouMean } from '../../terms/did-you-mean.ts';
import { formatDuration } from '../../terms/time-text.ts';
import { durationSchema } from './field-schemas.ts';
import { strict, wanted } from './strict.ts';
import type { Faults } from '../faults/faults.ts';
import type { PullSpec } from '../../core/state-parts/pull.ts';

const queryWanted = wanted('a query of at most 4,000 characters');
const query = z.string(queryWanted).min(1, queryWanted).max(4_000, queryWanted);
const labelWanted = wanted('the name of a label');

const pullQuerySchema = strict(
  {
    query: query.describe('In the language of the source, such as PromQL.'),
    segment: z
      .string(labelWanted)
      .regex(/^\w{1,64}$/, labelWanted)
      .nullable()
      .optional()
      .describe('Label that names the segment. Default: the answer is one series, of the model as a whole.'),
  },
  'a query such as `{ query: "avg by (region) (accuracy)", segment: region }`'
).meta({ id: 'PullQuery' });

export const pullSchema = strict(
  {
    source: z
      .string(wanted('the name of a source'))
      .min(1, wanted('the name of a source'))
      .max(64, wanted('at most 64 characters'))
      .optional()
      .describe('Which of the sources that the workers know. Default: prometheus.'),
    every: durationSchema.describe('Time between two values; their times are multiples of it.'),
    delay: durationSchema
      .optional()
      .describe('How much later than its time a value is asked for: as long as it takes to be there. Default: 0.'),
    catchUp: durationSchema.optional().describe('How far back it asks for what it missed. Default: 1d.'),
    queries: z
      .record(
        z.string(),
        z.union([query, pullQuerySchema]),
        wanted('a query by metric such as `{ accuracy: "avg(ranker_accuracy)" }`')
      )
      .describe('By metric: what to ask for.'),
  },
  'where to ask for metrics, such as `{ every: 5m, queries: { accuracy: "avg(ranker_accuracy)" } }`'
).meta({ id: 'Pull' });

/** Fills in the defaults. */
export function completePull(
  file: z.output<typeof pullSchema> | undefined,
  metrics: readonly string[],
  faults: Faults
): PullSpec | undefined {
  if (!file) return undefined;
  const { source = 'prometheus', every, delay = 0, catchUp = 86_400_000, queries } = file;
  if (every < shortestEveryMs || every > longestMs)
    faults.expected(['pull', 'every'], `from ${formatDuration(shortestEveryMs)} to 7d`, formatDuration(every));
  if (every % 1_000 !== 0) faults.expected(['pull', 'every'], 'whole seconds', formatDuration(every));
  if (delay > longestMs) faults.expected(['pull', 'delay'], 'at most 7d', formatDuration(delay));
  if (catchUp > 30 * 86_400_000) faults.expected(['pull', 'catchUp'], 'at most 30d', formatDuration(catchUp));
  const names = Object.keys(queries);
  if (names.length === 0) faults.expected(['pull', 'queries'], 'at least one query', {});
  for (const name of names) {
    if (metrics.includes(name)) continue;
    const near = didYouMean(name, metrics);
    faults.expected(
      ['pull', 'queries', name],
      `a metric that is watched (${metrics.join(', ')})`,
      name,
      near === undefined ? 'add it to `metrics`' : `did you mean \`${near}\`?`
    );
  }
  return {
    source,
    everyMs: every,
    delayMs: delay,
    catchUpMs: catchUp,
    queries: Object.fromEntries(
      Object.entries(queries).map(([name, one]) => [
        name,
        typeof one === 'string' ? { query: one, segment: null } : { query: one.query, segment: one.segment ?? null },
      ])
    ),
  };
}

// --- internal ---

/** Each is a workflow of its own. */
const shortestEveryMs = 10_000;
const longestMs = 7 * 86_400_000;
