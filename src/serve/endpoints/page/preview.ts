import { endpoint, type Endpoint } from '../endpoint.ts';
import { modelParams, monitorOf } from '../fields.ts';
import { previewPolicy } from './preview-policy.ts';
import { reason, time, z } from '../../answers/parts.ts';
import { strict, wanted } from '../../../config/schema/strict.ts';

const daysWanted = wanted('a number of days from 1 to 3,650');

const past = z
  .object({
    retrains: z.array(
      z.object({
        at: time.describe('By the clock by which the values arrived.'),
        eventAt: time.describe('Its place in event time: behind the newest value that had arrived.'),
        kind: z.enum(['soft', 'full']),
        reasons: z.array(reason),
        text: z.string(),
      })
    ),
    findings: z.array(z.string()).describe('What is odd about it, and what to do.'),
  })
  .openapi('PreviewedPolicy');

/** What a policy would have meant for the monitor's own past. */
export const previewEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'post',
    path: '/v1/models/{model}/policy/preview',
    role: 'viewer',
    summary: 'What a policy would have done with its own past, before it is changed',
    description:
      'By backtest over what the monitor received, with the code that runs in production. Nothing is changed.',
    params: modelParams,
    body: strict(
      {
        monitor: z
          .record(z.string(), z.unknown(), wanted('a monitor as in a monitor file'))
          .describe('A monitor as in a monitor file.'),
        days: z.number(daysWanted).min(1, daysWanted).max(3_650, daysWanted).default(90).describe('In event time.'),
      },
      'an object such as `{ "monitor": { "model": "shop:ranker" } }`'
    ),
    answers: {
      200: {
        description: 'The policy as it is, beside the one that was given.',
        schema: z
          .object({
            model: z.string(),
            text: z.string().describe('In one sentence.'),
            from: time.nullable().describe('Event time.'),
            to: time.nullable(),
            observations: z.number(),
            isCut: z.boolean().describe('The past was longer than what could be played in time.'),
            current: past,
            proposed: past,
          })
          .openapi('PolicyPreview'),
      },
    },
    handle: async ({ client, params: { model }, body: { monitor, days } }) => {
      const wantedMonitor = monitorOf(monitor, model);
      const before = await client.monitor(model).config();
      return { body: await previewPolicy(client, model, { before, after: wantedMonitor, days }) };
    },
  }),
];
