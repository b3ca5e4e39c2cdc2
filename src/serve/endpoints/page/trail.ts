import { askMany } from '../../live/ask-many.ts';
import { count, modelParams } from '../fields.ts';
import { endpoint, type Endpoint } from '../endpoint.ts';
import { ServerUnavailableError } from '../../../terms/errors.ts';
import { sparklinesAnswer, trailAnswer } from '../../answers/page/trail.ts';
import { wanted } from '../../../config/schema/strict.ts';
import { kindOf } from '../../problem/problem-of.ts';
import { z } from '../../answers/parts.ts';
import type { ProblemKind } from '../../problem/refusal.ts';

const modelsWanted = wanted('at most 50 models, with commas between them');

/** What lists show: all of a life in few numbers, and how far a monitor is from firing. */
export const trailEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/models/{model}/trail',
    role: 'viewer',
    summary: 'All of its life in few numbers: at most 40 buckets a series',
    description: 'Also of times whose events the Temporal server no longer keeps.',
    params: modelParams,
    query: z.object({ series: count(1_000, 100) }),
    answers: { 200: { description: 'Series of the model as a whole first.', schema: trailAnswer } },
    handle: async ({ client, params, query: { series } }) => ({
      body: await client.monitor(params.model).trail({ series }),
    }),
  }),
  endpoint({
    method: 'get',
    path: '/v1/sparklines',
    role: 'viewer',
    summary: 'The same of several monitors: for the rows of a list that are in sight',
    description: 'By a query of those monitors alone; none gets an event by it.',
    query: z.object({
      models: z
        .string(modelsWanted)
        .refine((text) => text.split(',').length <= mostModels, modelsWanted)
        .default('')
        .describe('At most 50, with commas between them.'),
      series: count(20, 4),
    }),
    answers: {
      200: { description: 'In the order asked for; a problem when none of them answers.', schema: sparklinesAnswer },
    },
    handle: async ({ client, query: { models, series } }) => {
      const until = Date.now() + askMs;
      const names = [...new Set(models.split(',').filter((name) => name !== ''))];
      const { answers, failures } = await askMany(names, (name) => {
        const left = until - Date.now();
        if (left > 0) return client.within(left).monitor(name).trail({ series });
        throw new ServerUnavailableError(`\`${name}\` was not asked: the others took too long; ask for fewer at once`);
      });
      // That nobody answers is trouble, and no answer.
      if (answers.length === 0 && failures.length > 0) throw worstOf(failures.map(({ error }) => error));
      return {
        body: {
          models: answers,
          unanswered: failures.map(({ name, error }) => ({ model: name, detail: error.message })),
        },
      };
    },
  }),
];

// --- internal ---

/** What stands nearest to all of them: a server that is gone before a worker, a worker before a monitor. */
function worstOf(errors: readonly Error[]): Error | undefined {
  return errors.toSorted((a, b) => rankOf(a) - rankOf(b))[0];
}

const ranks: readonly ProblemKind[] = ['unexpected', 'server-refuses', 'server-gone', 'no-worker'];

function rankOf(error: Error): number {
  const rank = ranks.indexOf(kindOf(error));
  return rank === -1 ? ranks.length : rank;
}

const mostModels = 50;
/** For all of them together: those that do not answer take nothing from those that did. */
const askMs = 7_000;
