import { parseTime } from './time-field.ts';
import { count, modelParams } from '../fields.ts';
import { endpoint, type Endpoint } from '../endpoint.ts';
import { isLabel, isMetricName } from '../../../core/wire/batch.ts';
import { Refusal } from '../../problem/refusal.ts';
import { timeText } from '../../../terms/time-text.ts';
import { playedAnswer } from '../../answers/page/played.ts';
import { playLifeOf } from './play-life-of.ts';
import { wanted } from '../../../config/schema/strict.ts';
import { z } from '../../answers/parts.ts';

const metricWanted = wanted('the name of a metric');
const segmentWanted = wanted('the name of a segment, or nothing for the model as a whole');

/** What a monitor saw and did at every moment, by the code that lived it. */
export const playedEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/models/{model}/played',
    role: 'viewer',
    summary: 'What it saw and did at every moment, played from its event history',
    description:
      'Values, averages, limits, statistics and levels as columns, and in time: retrains, holds, champions, alarms, commands, late data. The Temporal server alone is asked: it needs no worker, and the monitor gets no event by it.',
    params: modelParams,
    // A long life takes its time to read, and to play; whether the server is there is known sooner.
    withinMs: 70_000,
    query: z.object({
      from: parseTime.describe('Event time, ISO 8601 or epoch milliseconds. Default: all that the server keeps.'),
      to: parseTime,
      metric: z.string(metricWanted).refine(isMetricName, metricWanted).optional(),
      segment: z
        .string(segmentWanted)
        .refine((text) => text === '' || isLabel(text), segmentWanted)
        .optional()
        .describe('Empty: the model as a whole. Default: all.'),
      points: count(10_000, 1_000).describe('Most points a series; more observations are put together.'),
    }),
    answers: { 200: { description: 'At most 24 series.', schema: playedAnswer } },
    handle: async ({ client, params: { model }, query }) => {
      const { from, to } = query;
      if (from !== undefined && to !== undefined && from > to)
        throw new Refusal(
          'invalid',
          `Expected \`to\` to be \`from\` or a later time, got ${timeText(to)}, and ${timeText(from)} as \`from\``
        );
      return { body: await playLifeOf(client, model, query) };
    },
  }),
];
