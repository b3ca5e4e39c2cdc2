import { championAnswer, historyAnswer, versionsAnswer } from '../answers/versions.ts';
import { noneServes, servingOf } from '../../client/versions/registry-reader.ts';
import { Refusal } from '../problem/refusal.ts';
import { z } from '../answers/parts.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { count, modelParams } from './fields.ts';

/** What the registry knows of a model: what a serving process asks for, also where no monitor runs. */
export const versionEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/models/{model}/champion',
    role: 'viewer',
    summary: 'The version that serves, with where its artifact lies',
    description: 'What a serving process asks. It needs a worker, and no running monitor.',
    params: modelParams,
    answers: { 200: { description: 'With the SHA-256 of its bytes.', schema: championAnswer } },
    handle: async ({ client, params: { model } }) => {
      const card = await client.monitor(model).versions({ versions: 0, reigns: 0 });
      const champion = servingOf(card);
      if (champion) return { body: champion };
      throw new Refusal('no-champion', noneServes(card));
    },
  }),
  endpoint({
    method: 'get',
    path: '/v1/models/{model}/versions',
    role: 'viewer',
    summary: 'Its versions, newest first, with lineage and gate',
    params: modelParams,
    query: z.object({ limit: count(100, 20) }),
    answers: { 200: { description: 'With the aliases as the registry has them.', schema: versionsAnswer } },
    handle: async ({ client, params: { model }, query: { limit } }) => {
      // Who served when is another question: `history`.
      const { reigns: _, ...body } = await client.monitor(model).versions({ versions: limit, reigns: 0 });
      return { body };
    },
  }),
  endpoint({
    method: 'get',
    path: '/v1/models/{model}/history',
    role: 'viewer',
    summary: 'Who served when, newest first',
    params: modelParams,
    query: z.object({ limit: count(500, 50) }),
    answers: { 200: { description: 'By whom, and why.', schema: historyAnswer } },
    handle: async ({ client, params: { model }, query: { limit } }) => {
      const { reigns, warning } = await client.monitor(model).versions({ versions: 0, reigns: limit });
      return { body: { model, reigns, ...(warning === undefined ? {} : { warning }) } };
    },
  }),
];
