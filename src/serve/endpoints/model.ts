import { ledgerAnswer, explanationAnswer } from '../answers/explanation.ts';
import { seriesAnswer, viewAnswer } from '../answers/view.ts';
import { z } from '../answers/parts.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { count, modelParams } from './fields.ts';

/** What can be read of one monitor. */
export const modelEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/models/{model}',
    role: 'viewer',
    summary: 'A monitor at a glance',
    params: modelParams,
    answers: { 200: { description: 'What it sees and what it does.', schema: viewAnswer } },
    handle: async ({ client, params }) => ({ body: await client.monitor(params.model).state() }),
  }),
  endpoint({
    method: 'get',
    path: '/v1/models/{model}/explanation',
    role: 'viewer',
    summary: 'Why it retrained, why it did not, and how far every metric is from firing',
    params: modelParams,
    answers: { 200: { description: 'With the newest decisions.', schema: explanationAnswer } },
    handle: async ({ client, params }) => ({ body: await client.monitor(params.model).explain() }),
  }),
  endpoint({
    method: 'get',
    path: '/v1/models/{model}/ledger',
    role: 'viewer',
    summary: 'Its decisions, newest first, each with its evidence',
    params: modelParams,
    query: z.object({ limit: count(1_000, 100) }),
    answers: { 200: { description: 'As many as the monitor keeps.', schema: ledgerAnswer } },
    handle: async ({ client, params: { model }, query: { limit } }) => {
      const { decisions } = await client.monitor(model).explain();
      return { body: { model, decisions: decisions.slice(0, limit), more: Math.max(0, decisions.length - limit) } };
    },
  }),
  endpoint({
    method: 'get',
    path: '/v1/models/{model}/series',
    role: 'viewer',
    summary: 'The newest values of every metric, for a chart',
    params: modelParams,
    answers: { 200: { description: 'By metric and segment.', schema: seriesAnswer } },
    handle: async ({ client, params: { model } }) => {
      const handle = client.monitor(model);
      const [{ series }, windows] = await Promise.all([handle.state(), handle.window()]);
      return {
        body: {
          model,
          series: series.map((one) => {
            const name = one.segment === '' ? one.metric : `${one.metric}/${one.segment}`;
            return { ...one, values: windows[name] ?? [] };
          }),
        },
      };
    },
  }),
];
