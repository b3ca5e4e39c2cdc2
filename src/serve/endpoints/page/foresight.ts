import { askedBy, comment, modelParams } from '../fields.ts';
import { endpoint, type Endpoint } from '../endpoint.ts';
import { strict, wanted } from '../../../config/schema/strict.ts';
import { told, verdict, z } from '../../answers/parts.ts';
import { viewAnswer } from '../../answers/view.ts';
import type { Foresight } from '../../../core/wire/answers.ts';

const foresight = told<Foresight>()(
  z
    .object({
      command: z.enum([
        'pause',
        'resume',
        'stop',
        'retrain',
        'rebuild',
        'cancel',
        'approve',
        'reject',
        'rollback',
        'release',
        'adopt',
      ]),
      isAllowed: z.boolean(),
      text: z.string().describe('What it would do now; or why it would be refused.'),
    })
    .openapi('Foresight')
);

/** What commands would do, and what people say of what the monitor did. */
export const foresightEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/models/{model}/foresight',
    role: 'viewer',
    summary: 'What each command would do now, in a sentence',
    description: '`rebuild` is `retrain` with severity `full`. Nothing is done.',
    params: modelParams,
    answers: {
      200: {
        description: 'By command.',
        schema: z.object({ model: z.string(), commands: z.array(foresight) }).openapi('ForesightOfModel'),
      },
    },
    handle: async ({ client, params: { model } }) => ({
      body: { model, commands: await client.monitor(model).foresight() },
    }),
  }),
  endpoint({
    method: 'get',
    path: '/v1/models/{model}/marks',
    role: 'viewer',
    summary: 'What people have said of alarms and retrains',
    params: modelParams,
    answers: {
      200: {
        description: 'The newest 50, oldest first.',
        schema: z.object({ model: z.string(), marks: z.array(verdict) }).openapi('MarksOfModel'),
      },
    },
    handle: async ({ client, params: { model } }) => {
      const { marks = [] } = await client.monitor(model).explain();
      return { body: { model, marks } };
    },
  }),
  endpoint({
    method: 'post',
    path: '/v1/models/{model}/marks',
    role: 'operator',
    summary: 'Say whether an alarm or a retrain was right',
    description: 'Kept in the ledger; `calibrate --monitor` reads it. A second word takes the place of the first.',
    params: modelParams,
    body: strict(
      {
        target: z
          .string(targetWanted())
          .min(1, targetWanted())
          .max(400, targetWanted())
          .describe('`retrain/3`, or the `id` of an alarm in `played`.'),
        isTrue: z.boolean(wanted('true or false')).describe('Whether there was something to be found.'),
        comment,
      },
      'an object such as `{ "target": "retrain/3", "isTrue": false }`'
    ),
    answers: { 200: { description: 'The monitor right after it.', schema: viewAnswer } },
    handle: async ({ client, params: { model }, body, asker }) => ({
      body: await client.monitor(model).mark(body.target, body.isTrue, askedBy(asker, body)),
    }),
  }),
];

// --- internal ---

function targetWanted(): ReturnType<typeof wanted> {
  return wanted('a retrain such as `retrain/3`, or an alarm such as `accuracy//limit@1772450000000`');
}
